package openapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// Documents reports whether the document states what a response with that status looks like; "default" does not count.
func (op *Operation) Documents(status int) bool {
	return op.route.Operation.Responses.Value(strconv.Itoa(status)) != nil
}

// ResponseFaults says in what a response of the operation differs from the document, one sentence each: its status, content type, headers, and body
// where that is JSON. A response as documented has none.
func (op *Operation) ResponseFaults(status int, header http.Header, body []byte) []string {
	documented := op.route.Operation.Responses.Value(strconv.Itoa(status))
	if documented == nil && status < http.StatusBadRequest { // "default" is what errors look like
		return []string{fmt.Sprintf("status %d is not documented, but %s", status, strings.Join(op.statuses(), ", "))}
	}
	if documented == nil {
		documented = op.route.Operation.Responses.Default()
	}
	if documented == nil {
		return []string{fmt.Sprintf("status %d is not documented, but %s", status, strings.Join(op.statuses(), ", "))}
	}
	if fault := contentFault(documented.Value, header, body); fault != "" {
		return []string{fault}
	}
	request, err := http.NewRequestWithContext(context.Background(), op.Method, "http://localhost"+op.Path, nil)
	if err != nil {
		return []string{err.Error()}
	}
	err = openapi3filter.ValidateResponse(request.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: request, Route: op.route},
		Status:                 status,
		Header:                 header,
		Body:                   io.NopCloser(bytes.NewReader(body)),
		Options:                &openapi3filter.Options{MultiError: true, IncludeResponseStatus: true, ExcludeResponseBody: !IsJSON(header)},
	})
	return faults(err)
}

// statuses returns the documented statuses, sorted.
func (op *Operation) statuses() []string {
	return slices.Sorted(maps.Keys(op.route.Operation.Responses.Map()))
}

// contentFault says what is wrong about the content type, or about a body where none is documented; "" for nothing.
func contentFault(documented *openapi3.Response, header http.Header, body []byte) string {
	if len(documented.Content) == 0 {
		if len(body) > 0 {
			return fmt.Sprintf("there is a body of %d bytes, none is documented", len(body))
		}
		return ""
	}
	sent := header.Get("Content-Type")
	media, _, err := mime.ParseMediaType(sent)
	if err != nil || documented.Content[media] == nil {
		return fmt.Sprintf("content type %q is not documented, but %s", sent, strings.Join(slices.Sorted(maps.Keys(documented.Content)), ", "))
	}
	return ""
}

// IsJSON reports whether a body with these headers is JSON.
func IsJSON(header http.Header) bool {
	media, _, _ := mime.ParseMediaType(header.Get("Content-Type"))
	return media == "application/json" || strings.HasSuffix(media, "+json")
}

// MessageFaults says in what a message of a stream over WebSockets differs from the document.
func (op *Operation) MessageFaults(message []byte) []string {
	answer := op.route.Operation.Responses.Value("101")
	if answer == nil || answer.Value.Content["application/json"] == nil {
		return nil
	}
	var value any
	if err := json.Unmarshal(message, &value); err != nil {
		return []string{"the message is not JSON: " + err.Error()}
	}
	return faults(answer.Value.Content["application/json"].Schema.Value.VisitJSON(value, openapi3.MultiErrors()))
}

// faults turns an error of the validator into sentences.
func faults(err error) []string {
	if err == nil {
		return nil
	}
	var response *openapi3filter.ResponseError
	if errors.As(err, &response) && response.Err != nil {
		err = response.Err
	}
	var sentences []string
	for _, broken := range schemaErrors(err) {
		sentences = append(sentences, schemaFault(broken))
	}
	if len(sentences) == 0 {
		text, _, _ := strings.Cut(err.Error(), "\n")
		if response != nil && !strings.Contains(text, response.Reason) {
			text = response.Reason + ": " + text
		}
		sentences = []string{text}
	}
	return sentences
}

// schemaFault says where a value breaks a rule of its schema.
func schemaFault(broken *openapi3.SchemaError) string {
	message, _ := brokenRule(broken)
	if broken.SchemaField == "properties" {
		message = "members that are not documented: " + strings.Join(unknownMembers(broken), ", ")
	}
	return "/" + strings.Join(broken.JSONPointer(), "/") + ": " + message
}
