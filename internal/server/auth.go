package server

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
)

// Tokens recognises the tokens of people.
type Tokens interface {
	// Claims reports whether a text claims to be the token of a person.
	Claims(token string) bool
	// Admit returns who sends a token, and a context with the caller; nil where the token is not valid.
	Admit(ctx context.Context, token string) (context.Context, Caller, error)
}

// Caller is who sends a request with the token of a person.
type Caller interface {
	// Scopes returns what the token permits.
	Scopes() model.Scopes
	// Wait returns how long the caller has to wait because it sent too much, 0 for not at all.
	Wait() time.Duration
	// Read counts bytes that the caller has sent.
	Read(bytes int)
}

// authorize decides who may use an operation that is not public. The token of the server permits all; the token of a person permits what its
// scopes say. A request without a token is answered only where the server requires none. Programs send a token as a bearer token, people as
// the password for which their browser asks. Digests are compared in constant time, so that neither the content nor the length leaks.
func (s *server) authorize(op *openapi.Operation, next http.Handler) http.Handler {
	want := sha256.Sum256([]byte(s.token))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, sent := sentToken(r)
		got := sha256.Sum256([]byte(token))
		switch {
		case s.token != "" && sent && subtle.ConstantTimeCompare(got[:], want[:]) == 1:
			next.ServeHTTP(w, r)
		case s.tokens != nil && sent && s.tokens.Claims(token):
			s.admit(w, r, op, token, next)
		case s.token != "" || s.requireToken:
			s.challenge(w, op)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// admit answers a request with the token of a person.
func (s *server) admit(w http.ResponseWriter, r *http.Request, op *openapi.Operation, token string, next http.Handler) {
	ctx, caller, err := s.tokens.Admit(r.Context(), token)
	switch {
	case err != nil:
		s.writeError(w, r, err)
	case caller == nil:
		s.challenge(w, op)
	case !caller.Scopes().Has(op.Scope):
		writeProblem(w, http.StatusForbidden, fmt.Sprintf("This needs a token with the scope %s. The token that was sent has %s.", op.Scope, caller.Scopes()), nil)
	case caller.Wait() > 0:
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(caller.Wait().Seconds()))))
		writeProblem(w, http.StatusTooManyRequests, "This token has sent more than it may. Try again later.", nil)
	default:
		r = r.WithContext(ctx)
		if r.ContentLength != 0 && r.Body != nil && r.Body != http.NoBody {
			r.Body = &countedBody{ReadCloser: r.Body, caller: caller}
		}
		next.ServeHTTP(w, r)
	}
}

// countedBody is a body whose bytes count for its caller.
type countedBody struct {
	io.ReadCloser
	caller Caller
}

func (b *countedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.caller.Read(n)
	return n, err
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
