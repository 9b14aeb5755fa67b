package server

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
)

// validate holds each request of the operation against the document, so that a handler sees
// only what fits. Parameters that the operation does not know are dropped, and so are empty ones.
func (s *server) validate(d *document, op *operation, next http.Handler) http.Handler {
	route := &routers.Route{Spec: d.spec, Path: op.path, PathItem: op.item, Method: op.method, Operation: op.spec}
	options := &openapi3filter.Options{MultiError: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, ExcludeRequestBody: op.itemwise || op.telemetry}
	names := pathNames(op.path)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		pathParams := map[string]string{}
		for _, name := range names {
			pathParams[name] = r.PathValue(name)
		}
		query, fields := op.normalize(r, pathParams)
		if len(fields) > 0 {
			s.writeError(w, r, apperr.InvalidFields(fields...))
			return
		}
		r = withQuery(r, query)
		err := openapi3filter.ValidateRequest(r.Context(), &openapi3filter.RequestValidationInput{
			Request: r, PathParams: pathParams, QueryParams: query, Route: route, Options: options,
		})
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		s.tooLarge(w)
		return
	}
	s.writeError(w, r, apperr.InvalidFields(invalidFields(err)...))
}

// pathNames returns the names of the variables in a path of the document.
func pathNames(path string) []string {
	var names []string
	for segment := range strings.SplitSeq(path, "/") {
		if strings.HasPrefix(segment, "{") {
			names = append(names, strings.Trim(segment, "{}"))
		}
	}
	return names
}

// normalize returns the query without what the operation does not know and without empty
// ones, and the inputs that no text may hold: broken escapes, broken UTF-8, NUL.
func (op *operation) normalize(r *http.Request, pathParams map[string]string) (url.Values, []apperr.Field) {
	var fields []apperr.Field
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		fields = append(fields, apperr.Field{Location: []string{"query"}, Message: "the query string is malformed", Type: "value_error.query"})
	}
	for name, value := range pathParams {
		if !isText(value) {
			fields = append(fields, badText("path", name))
		}
	}
	for name, values := range query {
		parameter, known := op.query[name]
		if !known || (!parameter.AllowEmptyValue && strings.Join(values, "") == "") {
			delete(query, name)
			continue
		}
		if !isText(strings.Join(values, "")) {
			fields = append(fields, badText("query", name))
		}
	}
	return query, fields
}

func isText(value string) bool { return utf8.ValidString(value) && !strings.ContainsRune(value, 0) }

func badText(where, name string) apperr.Field {
	return apperr.Field{Location: []string{where, name}, Message: "value is not a text without NUL", Type: "value_error.str"}
}

// withQuery returns r with the normalized query, which handlers see and links repeat.
func withQuery(r *http.Request, query url.Values) *http.Request {
	encoded := query.Encode()
	if encoded == r.URL.RawQuery {
		return r
	}
	changed := *r
	target := *r.URL
	target.RawQuery = encoded
	changed.URL = &target
	return &changed
}
