package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"unicode/utf8"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
)

// limitBody limits the size of the body, and rejects one that is not JSON.
func (s *server) limitBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength > s.maxBody {
			s.drain(r, s.maxBody)
			s.tooLarge(w)
			return
		}
		if r.ContentLength != 0 && r.Body != nil && r.Body != http.NoBody {
			if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); isChange(r) && (err != nil || media != "application/json") {
				w.Header().Set("Accept", "application/json")
				writeProblem(w, http.StatusUnsupportedMediaType, "The body must be application/json.", nil)
				return
			}
			held, err := s.holdBody(r, s.maxBody)
			defer held.release()
			if err != nil {
				s.drain(r, s.maxBody)
				s.busy(w, r)
				return
			}
			if !s.readBody(w, r) {
				return
			}
			if held.work(r.Context()) != nil {
				s.busy(w, r)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// readBody reads the body and checks that it is one valid JSON value in UTF-8; decoders would ignore what follows the first value.
// It returns false where it has sent an error.
func (s *server) readBody(w http.ResponseWriter, r *http.Request) bool {
	body, err := readExactly(http.MaxBytesReader(w, r.Body, s.maxBody), r.ContentLength)
	if err == nil && len(body) > 0 && isChange(r) && (!json.Valid(body) || !utf8.Valid(body)) {
		err = errors.New("the body is not JSON")
	}
	if err != nil {
		s.requestError(w, r, err)
		return false
	}
	r.Body = newBody(body)
	return true
}

// drain reads the rest of a body that is slightly too large: many clients write the whole body before they read the response, and
// would otherwise see a broken connection. Much larger bodies are cut off.
func (*server) drain(r *http.Request, limit int64) {
	if r.ContentLength <= 4*limit && r.Header.Get("Expect") == "" {
		io.Copy(io.Discard, r.Body) //nolint:errcheck // the content is not used
	}
}

func (s *server) tooLarge(w http.ResponseWriter) {
	writeProblem(w, http.StatusRequestEntityTooLarge, fmt.Sprintf("The body is larger than %d bytes.", s.maxBody), nil)
}

// requestError responds to a request that the generated code could not bind or decode. Validation runs first, so this is rare.
func (s *server) requestError(w http.ResponseWriter, r *http.Request, err error) {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		s.tooLarge(w)
		return
	}
	field := apperr.Field{Location: []string{"body"}, Message: "not valid JSON", Type: "value_error.jsondecode"}
	var format *api.InvalidParamFormatError
	if errors.As(err, &format) {
		field = apperr.Field{Location: []string{"query", format.ParamName}, Message: "invalid format", Type: "type_error"}
	}
	s.writeError(w, r, apperr.InvalidFields(field))
}
