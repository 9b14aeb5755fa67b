package server

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/openapi"
)

// authorize asks for the token, where the server has one, on all but public operations: programs send it as a bearer token, people
// as the password that their browser asks them for. The digests are compared, in constant time, so that neither content nor length
// leaks.
func (s *server) authorize(op *openapi.Operation, next http.Handler) http.Handler {
	if s.token == "" {
		return next
	}
	want := sha256.Sum256([]byte(s.token))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, sent := sentToken(r)
		got := sha256.Sum256([]byte(token))
		if !sent || subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
			s.challenge(w, op)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// sentToken returns the token that the request carries, and false if it carries none.
func sentToken(r *http.Request) (string, bool) {
	if _, password, ok := r.BasicAuth(); ok {
		return password, true
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(token), strings.EqualFold(scheme, "Bearer")
}

// challenge says that a token is needed. Only for a page is the browser to ask its user for it.
func (s *server) challenge(w http.ResponseWriter, op *openapi.Operation) {
	w.Header().Set("WWW-Authenticate", `Bearer realm="htmlgraph"`)
	if op.Page {
		w.Header().Set("WWW-Authenticate", `Basic realm="htmlgraph: any name, and the token as password", charset="UTF-8"`)
	}
	writeProblem(w, http.StatusUnauthorized, "A valid token is needed.", nil)
}
