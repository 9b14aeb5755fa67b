package openapi

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// Operation is one operation of the document.
type Operation struct {
	// ID is the operationId.
	ID string
	// Method and Path are the route; Path contains its variables, "/api/events/{event_id}".
	Method, Path string
	// Public reports whether it is answered without a token.
	Public bool
	// Stream reports whether its answers last as long as both sides want.
	Stream bool
	// Page reports whether it answers a page for people, or a file that such a page loads.
	Page bool
	// ProblemPage reports whether its problems are pages for people who open it: the document states text/html for its failures.
	ProblemPage bool
	Extensions

	route    *routers.Route
	options  *openapi3filter.Options
	query    map[string]*openapi3.Parameter
	headers  []string
	pathVars []string
	body     *schema
	items    *Items
}

func newOperation(spec *openapi3.T, path string, item *openapi3.PathItem, method string, op *openapi3.Operation) (*Operation, error) {
	extensions, err := parseExtensions(method, op)
	if err != nil {
		return nil, err
	}
	operation := &Operation{
		ID: op.OperationID, Method: method, Path: path, Extensions: extensions,
		Public: isPublic(op), Stream: isStream(op), Page: isPage(op), ProblemPage: hasProblemPage(op),
		route: &routers.Route{Spec: spec, Path: path, PathItem: item, Method: method, Operation: op},
		options: &openapi3filter.Options{
			MultiError: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, ExcludeRequestBody: true,
			SchemaValidationOptions: []openapi3.SchemaValidationOption{openapi3.WithStringFormatValidators(formatValidators())},
		},
		query: map[string]*openapi3.Parameter{}, pathVars: pathVariables(path),
	}
	for _, parameter := range op.Parameters {
		switch parameter.Value.In {
		case openapi3.ParameterInQuery:
			operation.query[parameter.Value.Name] = parameter.Value
		case openapi3.ParameterInHeader:
			if parameter.Value.Extensions[serverExtension] == "none" {
				continue
			}
			operation.headers = append(operation.headers, parameter.Value.Name)
		}
	}
	if operation.body, err = newBody(op, extensions.ValidateBody); err != nil || extensions.ValidateBody != ValidateItems {
		return operation, err
	}
	operation.items, err = newItems(operation.body)
	return operation, err
}

// QueryParameters returns the names of the query parameters, sorted.
func (op *Operation) QueryParameters() []string {
	var names []string
	for name := range op.query {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// serverExtension, with "none", marks a header that the server reads and sends for all operations alike.
const serverExtension = "x-server"

// HeaderParameters returns the names of the headers on which answers of a handler may depend, in the order of the document.
func (op *Operation) HeaderParameters() []string { return op.headers }

// isPublic recognises an operation that is answered without a token.
func isPublic(op *openapi3.Operation) bool { return op.Security != nil && len(*op.Security) == 0 }

// isStream recognises a stream by its answer: another protocol, or Server-Sent Events.
func isStream(op *openapi3.Operation) bool {
	return op.Responses.Value("101") != nil || answers(op, "text/event-stream")
}

// isPage recognises a page, or a file that pages load, by its answer. An export that has HTML among its formats is a file to keep.
func isPage(op *openapi3.Operation) bool {
	if answers(op, "application/x-ndjson") {
		return false
	}
	return answers(op, "text/html") || answers(op, "text/css") || answers(op, "text/javascript")
}

func hasProblemPage(op *openapi3.Operation) bool {
	failure := op.Responses.Default()
	return failure != nil && failure.Value.Content["text/html"] != nil
}

// answers reports whether a success of the operation has a body of that media type.
func answers(op *openapi3.Operation, media string) bool {
	answer := op.Responses.Value("200")
	return answer != nil && answer.Value.Content[media] != nil
}

// pathVariables returns the names of the variables in a path.
func pathVariables(path string) []string {
	var names []string
	for segment := range strings.SplitSeq(path, "/") {
		if strings.HasPrefix(segment, "{") {
			names = append(names, strings.Trim(segment, "{}"))
		}
	}
	return names
}
