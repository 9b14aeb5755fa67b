package server

import (
	"context"
	"fmt"
	"net/http"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/htmlgraph/htmlgraph/internal/cache"
)

// operation is one operation of the document.
type operation struct {
	id     string
	method string
	path   string
	item   *openapi3.PathItem
	spec   *openapi3.Operation
	// query are the query parameters by name.
	query map[string]*openapi3.Parameter
	// open says that it is answered without a token.
	open bool
	// stream says that its answers last as long as both sides want.
	stream bool
	// page says that it answers a page for people, or a file that such a page loads.
	page bool
	// itemwise says that its handler answers each item of the body by itself, or takes any object, and so checks the body too.
	itemwise bool
	// telemetry says that it is one of the OpenTelemetry protocol, with bodies and failures of its own forms. Its handler decodes.
	telemetry bool
}

// document is the OpenAPI document, indexed by "METHOD /path".
type document struct {
	spec       *openapi3.T
	operations map[string]*operation
}

// loadDocument reads and checks the document. Its version is lowered in memory: the validator
// would otherwise compile a JSON Schema for each request; the document keeps to what both
// versions mean alike, which a test holds, and so are its examples.
func loadDocument(data []byte) (*document, error) {
	spec, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		return nil, fmt.Errorf("load the document: %w", err)
	}
	if err := spec.Validate(context.Background(), openapi3.DisableExamplesValidation()); err != nil {
		return nil, fmt.Errorf("check the document: %w", err)
	}
	spec.OpenAPI = "3.0.3"
	d := &document{spec: spec, operations: map[string]*operation{}}
	for path, item := range spec.Paths.Map() {
		for method, op := range item.Operations() {
			d.operations[method+" "+path] = newOperation(method, path, item, op)
		}
	}
	return d, nil
}

func newOperation(method, path string, item *openapi3.PathItem, spec *openapi3.Operation) *operation {
	op := &operation{
		id: spec.OperationID, method: method, path: path, item: item, spec: spec,
		query: map[string]*openapi3.Parameter{}, open: spec.Security != nil && len(*spec.Security) == 0,
	}
	op.stream, op.page = isStream(spec), isPage(spec)
	op.itemwise, _ = spec.Extensions["x-items"].(bool)
	op.telemetry, _ = spec.Extensions["x-telemetry"].(bool)
	for _, parameter := range spec.Parameters {
		if parameter.Value.In == openapi3.ParameterInQuery {
			op.query[parameter.Value.Name] = parameter.Value
		}
	}
	return op
}

// isStream tells a stream by what it answers: another protocol, or Server-Sent Events.
func isStream(spec *openapi3.Operation) bool {
	if spec.Responses.Value("101") != nil {
		return true
	}
	answer := spec.Responses.Value("200")
	return answer != nil && answer.Value.Content["text/event-stream"] != nil
}

// isPage tells a page, or a file that one loads, by what it answers.
func isPage(spec *openapi3.Operation) bool {
	answer := spec.Responses.Value("200")
	if answer == nil {
		return false
	}
	for _, kind := range []string{"text/html", "text/css", "text/javascript"} {
		if answer.Value.Content[kind] != nil {
			return true
		}
	}
	return false
}

// cached returns what the cache has to know of the operation, and false if it is not cached.
func (op *operation) cached() (cache.Operation, bool) {
	ttl, ok := cache.TTLs()[op.id]
	if !ok || op.method != http.MethodGet {
		return cache.Operation{}, false
	}
	cached := cache.Operation{ID: op.id, TTL: ttl}
	for name := range op.query {
		cached.Parameters = append(cached.Parameters, name)
	}
	return cached, true
}
