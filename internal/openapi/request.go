package openapi

import (
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3filter"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
)

// Validate checks the parameters of a request and, where the operation says so, its body, which must be JSON. It returns the request as
// a handler is to see it, without empty query parameters and without those that the operation does not know, or the invalid fields.
func (op *Operation) Validate(r *http.Request, body []byte) (*http.Request, []apperr.Field) {
	pathParams := map[string]string{}
	for _, name := range op.pathVars {
		pathParams[name] = r.PathValue(name)
	}
	query, fields := op.normalizeQuery(r)
	texts := op.takeReferences(query)
	fields = append(fields, notText("path", pathParams)...)
	if len(fields) > 0 {
		return nil, fields
	}
	r = withQuery(r, query)
	err := openapi3filter.ValidateRequest(r.Context(), &openapi3filter.RequestValidationInput{
		Request: r, PathParams: pathParams, QueryParams: query, Route: op.route, Options: op.options,
	})
	if err != nil {
		fields = parameterFields(err)
	}
	if len(texts) > 0 {
		for name, text := range texts {
			query.Set(name, text)
		}
		r = withQuery(r, query)
	}
	if op.ValidateBody == ValidateWhole {
		fields = append(fields, op.validateBody(body)...)
	}
	return r, fields
}

// takeReferences returns the texts that references in the query of a page stand for. In the query, which is still to be validated, each is
// replaced by a value that any text parameter permits.
func (op *Operation) takeReferences(query url.Values) map[string]string {
	if !op.Page {
		return nil
	}
	texts := references(query)
	for name := range texts {
		query.Set(name, "reference")
	}
	return texts
}

// normalizeQuery returns the query without what the operation does not know and without empty parameters, and those fields that are not
// text: broken escapes, broken UTF-8, NUL.
func (op *Operation) normalizeQuery(r *http.Request) (url.Values, []apperr.Field) {
	var fields []apperr.Field
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		fields = append(fields, apperr.Field{Location: []string{"query"}, Message: "the query string is malformed", Type: "value_error.query"})
	}
	texts := map[string]string{}
	for name, values := range query {
		text := strings.Join(values, "")
		parameter, known := op.query[name]
		if !known || (!parameter.AllowEmptyValue && text == "") {
			delete(query, name)
			continue
		}
		texts[name] = text
	}
	return query, append(fields, notText("query", texts)...)
}

// notText returns the parameters whose values are not valid text.
func notText(in string, parameters map[string]string) []apperr.Field {
	var fields []apperr.Field
	for name, value := range parameters {
		if !isText(value) {
			fields = append(fields, apperr.Field{Location: []string{in, name}, Message: "value is not a text without NUL", Type: "value_error.str"})
		}
	}
	return fields
}

// isText reports whether the value is UTF-8 without NUL, at which some functions of SQLite end a text.
func isText(value string) bool { return utf8.ValidString(value) && !strings.ContainsRune(value, 0) }

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
