package cache

import (
	"bytes"
	"net/http"
)

// recorder keeps an answer instead of sending it.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// newRecorder returns a recorder that begins with the fields that are set already, such as the name of
// the request, which failures repeat.
func newRecorder(header http.Header) *recorder { return &recorder{header: header.Clone()} }

// Header returns the fields of the answer.
func (r *recorder) Header() http.Header { return r.header }

// WriteHeader keeps the first status.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

// Write keeps a part of the body.
func (r *recorder) Write(part []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(part)
}

// replay sends the answer as it was recorded.
func (r *recorder) replay(w http.ResponseWriter) {
	header := w.Header()
	for name, values := range r.header {
		header[name] = values
	}
	w.WriteHeader(max(r.status, http.StatusOK))
	w.Write(r.body.Bytes()) //nolint:errcheck // the client is gone
}
