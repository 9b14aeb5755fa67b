package testkit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// Response is an HTTP response as a client receives it.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
}

// ValidateResponse validates a response of an operation against the document: the status and the content type are documented,
// required headers are present, and a JSON body matches its schema.
func (d *Document) ValidateResponse(operation Operation, response Response) error {
	documented := operation.spec.Responses.Value(strconv.Itoa(response.Status))
	if documented == nil {
		documented = operation.spec.Responses.Default()
	}
	if documented == nil {
		return fmt.Errorf("%s: status %d is not documented", operation.ID, response.Status)
	}
	if err := errors.Join(checkContentType(documented.Value, response), checkHeaders(documented.Value, response.Header)); err != nil {
		return fmt.Errorf("%s: status %d: %w", operation.ID, response.Status, err)
	}
	if !isJSON(response.Header) {
		return nil
	}
	return d.validateJSON(operation, response)
}

func checkContentType(documented *openapi3.Response, response Response) error {
	got := response.Header.Get("Content-Type")
	if len(documented.Content) == 0 {
		if len(response.Body) > 0 {
			return fmt.Errorf("has a body of %d bytes, none is documented", len(response.Body))
		}
		return nil
	}
	media, _, err := mime.ParseMediaType(got)
	if err != nil {
		return fmt.Errorf("content type %q: %w", got, err)
	}
	if _, ok := documented.Content[media]; !ok {
		return fmt.Errorf("content type %q is not documented", media)
	}
	return nil
}

// documentedHeaders are the headers that a response has only if the document declares them.
var documentedHeaders = []string{"Accept-Ranges", "Allow", "Content-Disposition", "Content-Range", "Etag", "Link", "Location", "Retry-After", "Upgrade", "Www-Authenticate", "X-Request-Id", "X-Total-Count"}

// checkHeaders checks that the headers of a response are declared, that those that are declared as required are there, and that each matches its
// schema.
func checkHeaders(documented *openapi3.Response, header http.Header) error {
	declared := map[string]*openapi3.Header{}
	for name, value := range documented.Headers {
		declared[http.CanonicalHeaderKey(name)] = value.Value
	}
	var faults []error
	for _, name := range documentedHeaders {
		if header.Get(name) != "" && declared[name] == nil {
			faults = append(faults, fmt.Errorf("header %s is not documented", name))
		}
	}
	for name, rule := range declared {
		value := header.Get(name)
		if value == "" {
			if rule.Required {
				faults = append(faults, fmt.Errorf("header %s is missing", name))
			}
			continue
		}
		if err := checkHeader(rule.Schema.Value, value); err != nil {
			faults = append(faults, fmt.Errorf("header %s: %w", name, err))
		}
	}
	return errors.Join(faults...)
}

func checkHeader(schema *openapi3.Schema, text string) error {
	if !schema.Type.Is(openapi3.TypeInteger) {
		return schema.VisitJSONString(text)
	}
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return err
	}
	return schema.VisitJSONNumber(float64(number))
}

func isJSON(header http.Header) bool {
	media, _, _ := mime.ParseMediaType(header.Get("Content-Type"))
	return media == "application/json" || strings.HasSuffix(media, "+json")
}

func (d *Document) validateJSON(operation Operation, response Response) error {
	request, err := http.NewRequestWithContext(context.Background(), operation.Method, "http://localhost"+operation.Path, nil)
	if err != nil {
		return err
	}
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{
			Request: request,
			Route: &routers.Route{Spec: d.spec, Path: operation.Path, PathItem: operation.item,
				Method: operation.Method, Operation: operation.spec},
		},
		Status:  response.Status,
		Header:  response.Header,
		Body:    io.NopCloser(bytes.NewReader(response.Body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	}
	if err := openapi3filter.ValidateResponse(request.Context(), input); err != nil {
		return fmt.Errorf("%s: status %d: %w", operation.ID, response.Status, err)
	}
	return nil
}

// ValidateMessage validates a message of a stream against the schema that the operation documents for status 101.
func (d *Document) ValidateMessage(operationID string, message []byte) error {
	operation, ok := d.operations[operationID]
	if !ok {
		return fmt.Errorf("the document has no operation %s", operationID)
	}
	answer := operation.spec.Responses.Value("101")
	if answer == nil {
		return fmt.Errorf("%s is no stream", operationID)
	}
	var value any
	if err := json.Unmarshal(message, &value); err != nil {
		return err
	}
	return answer.Value.Content["application/json"].Schema.Value.VisitJSON(value, openapi3.MultiErrors())
}
