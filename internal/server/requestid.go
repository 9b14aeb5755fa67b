package server

import (
	"crypto/rand"
	"net/http"
	"strconv"
	"sync/atomic"
)

// requestIDHeader is the header with the id of a request, set by the client or by the server.
const requestIDHeader = "X-Request-Id"

// maxRequestID is the largest length of an id from a client.
const maxRequestID = 64

// requestIDs generates ids: a random prefix of this process and a number.
type requestIDs struct {
	prefix string
	last   atomic.Uint64
}

func newRequestIDs() *requestIDs { return &requestIDs{prefix: rand.Text()[:8] + "-"} }

// handler gives each request an id. It keeps the id of a client if that is short and plain.
func (ids *requestIDs) handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get(requestIDHeader)
		if !isPlain(id) {
			id = ids.prefix + strconv.FormatUint(ids.last.Add(1), 36)
		}
		w.Header()[requestIDHeader] = []string{id}
		next.ServeHTTP(w, r)
	})
}

// requestID returns the id of the request to which w responds.
func requestID(w http.ResponseWriter) string { return w.Header().Get(requestIDHeader) }

func isPlain(id string) bool {
	if id == "" || len(id) > maxRequestID {
		return false
	}
	for _, c := range []byte(id) {
		plain := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.'
		if !plain {
			return false
		}
	}
	return true
}
