package server

import (
	"bufio"
	"net"
	"net/http"
	"time"
)

// defaultPatience is how long a client may take for readStep bytes of a response.
const defaultPatience = 30 * time.Second

// readStep is how many bytes of a response a client must read within the patience of the server.
const readStep = 64 << 10

// endStalled ends responses that the client does not read. A client that reads, however slowly, gets the whole response.
func (s *server) endStalled(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out := &patientWriter{ResponseWriter: w, patience: s.patience}
		out.connection, _ = w.(writeDeadliner)
		out.wait() // for what net/http itself sends, such as 100 Continue
		next.ServeHTTP(out, r)
		out.wait() // for what is buffered
	})
}

// writeDeadliner is a connection, or what writes to one.
type writeDeadliner interface {
	SetWriteDeadline(deadline time.Time) error
}

// patientWriter fails where the client does not read for too long. The failure also ends the context of the request.
type patientWriter struct {
	http.ResponseWriter
	// connection is nil where writing has no deadline.
	connection writeDeadliner
	patience   time.Duration
	// left says that a handler sets the deadlines itself.
	left bool
}

// wait gives the client the time for the next step.
func (w *patientWriter) wait() {
	if w.connection != nil && !w.left {
		w.connection.SetWriteDeadline(time.Now().Add(w.patience)) //nolint:errcheck // a connection that is closed fails at the next write
	}
}

// Write writes step by step.
func (w *patientWriter) Write(body []byte) (written int, err error) {
	for {
		w.wait()
		step := min(len(body)-written, readStep)
		n, err := w.ResponseWriter.Write(body[written : written+step])
		if written += n; err != nil || written == len(body) {
			return written, err
		}
	}
}

// Flush sends what is buffered.
func (w *patientWriter) Flush() {
	if flusher, ok := w.ResponseWriter.(http.Flusher); ok {
		w.wait()
		flusher.Flush()
	}
}

// SetWriteDeadline leaves the deadlines to a handler that sets its own.
func (w *patientWriter) SetWriteDeadline(deadline time.Time) error {
	if w.connection == nil {
		return http.ErrNotSupported
	}
	w.left = true
	return w.connection.SetWriteDeadline(deadline)
}

// Hijack leaves the connection to a stream.
func (w *patientWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	w.left = true
	return http.NewResponseController(w.ResponseWriter).Hijack()
}

// Unwrap returns the underlying writer, for http.ResponseController.
func (w *patientWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
