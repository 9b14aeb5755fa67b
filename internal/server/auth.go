package server

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/openapi"
)

// authorize requires the token, where the server has one, for all operations that are not public. Programs send it as a bearer
// token, people as the password for which their browser asks. Digests are compared in constant time, so that neither the content
// nor the length leaks.
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

// sentToken returns the token of the request, or false where it has none.
func sentToken(r *http.Request) (string, bool) {
	if _, password, ok := r.BasicAuth(); ok {
		return password, true
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(token), strings.EqualFold(scheme, "Bearer")
}

// challenge responds that a token is required. Only for pages does the browser ask its user for it.
func (s *server) challenge(w http.ResponseWriter, op *openapi.Operation) {
	w.Header().Set("WWW-Authenticate", `Bearer realm="htmlgraph"`)
	if op.Page {
		w.Header().Set("WWW-Authenticate", `Basic realm="htmlgraph: any name, and the token as password", charset="UTF-8"`)
	}
	writeProblem(w, http.StatusUnauthorized, "A valid token is required.", nil)
}
