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

// requestIDHeader is the header with the id of a request. A problem repeats the id in its body.
const requestIDHeader = "X-Request-Id"

// readdressed returns a recorded problem as the response to another request, whose headers are set already.
func (r *recorder) readdressed(header http.Header) *recorder {
	other := newRecorder(r.header)
	other.status = r.status
	other.header[requestIDHeader] = header[requestIDHeader]
	member := func(id string) []byte { return []byte(`"request_id":"` + id + `"`) } // ids are plain: JSON escapes nothing in them
	other.body.Write(bytes.Replace(r.body.Bytes(), member(r.header.Get(requestIDHeader)), member(header.Get(requestIDHeader)), 1))
	return other
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
