package server

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"
)

// authorize asks for the bearer token, where the server has one, on all but open operations. The
// digests are compared, in constant time, so that neither content nor length leaks.
func (s *server) authorize(next http.Handler) http.Handler {
	if s.token == "" {
		return next
	}
	want := sha256.Sum256([]byte(s.token))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		got := sha256.Sum256([]byte(strings.TrimSpace(token)))
		if !strings.EqualFold(scheme, "Bearer") || subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
			w.Header().Set("WWW-Authenticate", `Bearer realm="htmlgraph"`)
			writeProblem(w, http.StatusUnauthorized, "A valid bearer token is needed.", nil)
			return
		}
		next.ServeHTTP(w, r)
	})
}
