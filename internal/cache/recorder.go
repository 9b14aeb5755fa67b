package cache

import (
	"bytes"
	"net/http"
)

// recorder records a response instead of sending it.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// newRecorder returns a recorder that starts with the headers that are already set, such as the request id, which problem responses
// repeat.
func newRecorder(header http.Header) *recorder { return &recorder{header: header.Clone()} }

// Header returns the headers of the response.
func (r *recorder) Header() http.Header { return r.header }

// WriteHeader records the first status.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

// Write records a part of the body.
func (r *recorder) Write(part []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(part)
}

// replay sends the recorded response.
func (r *recorder) replay(w http.ResponseWriter) {
	header := w.Header()
	for name, values := range r.header {
		header[name] = values
	}
	w.WriteHeader(max(r.status, http.StatusOK))
	w.Write(r.body.Bytes()) //nolint:errcheck // the client may be gone
}
