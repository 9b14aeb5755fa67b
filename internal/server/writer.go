package server

import (
	"bufio"
	"net"
	"net/http"
)

// tracker records the status and the size of a response. It remains a Flusher and a Hijacker, which streams need.
type tracker struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader records the status.
func (t *tracker) WriteHeader(status int) {
	if t.status == 0 {
		t.status = status
	}
	t.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes of the body.
func (t *tracker) Write(part []byte) (int, error) {
	if t.status == 0 {
		t.status = http.StatusOK
	}
	n, err := t.ResponseWriter.Write(part)
	t.bytes += int64(n)
	return n, err
}

// Flush sends what is buffered.
func (t *tracker) Flush() {
	if flusher, ok := t.ResponseWriter.(http.Flusher); ok {
		flusher.Flush()
	}
}

// Hijack lets a stream take over the connection.
func (t *tracker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	t.status = http.StatusSwitchingProtocols
	return http.NewResponseController(t.ResponseWriter).Hijack()
}

// Unwrap returns the underlying writer, for http.ResponseController.
func (t *tracker) Unwrap() http.ResponseWriter { return t.ResponseWriter }
