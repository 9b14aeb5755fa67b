package server

import (
	"bytes"
	"net/http"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
)

// validate validates each request of the operation against the document, so that handlers only see valid requests.
func (s *server) validate(op *openapi.Operation, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var content []byte
		if body, ok := r.Body.(*body); ok {
			content = body.content
		}
		normalized, invalid := op.Validate(r, content)
		if len(invalid) > 0 {
			s.writeError(w, r, apperr.InvalidFields(invalid...))
			return
		}
		next.ServeHTTP(w, normalized)
	})
}

// body is the body of a request that was read completely. It provides its content without a copy.
type body struct {
	*bytes.Reader
	content []byte
}

func newBody(content []byte) *body { return &body{Reader: bytes.NewReader(content), content: content} }

// Close does nothing.
func (*body) Close() error { return nil }
