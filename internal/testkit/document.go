package testkit

import (
	"context"
	"fmt"
	"net/http"
	"sort"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Operation is one operation of the OpenAPI document.
type Operation struct {
	ID     string
	Method string
	Path   string
	item   *openapi3.PathItem
	spec   *openapi3.Operation
}

// Statuses returns the documented response statuses, sorted. "default" counts as one.
func (o Operation) Statuses() []string {
	var statuses []string
	for status := range o.spec.Responses.Map() {
		statuses = append(statuses, status)
	}
	sort.Strings(statuses)
	return statuses
}

// Parameter is a parameter of an operation.
type Parameter struct {
	Name string
	// In is where it is sent: "path", "query", "header" or "cookie".
	In       string
	Required bool
}

// Parameters returns the parameters of the operation, in the order of the document.
func (o Operation) Parameters() []Parameter {
	var parameters []Parameter
	for _, parameter := range o.spec.Parameters {
		parameters = append(parameters, Parameter{Name: parameter.Value.Name, In: parameter.Value.In, Required: parameter.Value.Required})
	}
	return parameters
}

// IsStream reports whether a response of the operation stays open until one side ends it.
func (o Operation) IsStream() bool {
	if o.spec.Responses.Value("101") != nil {
		return true
	}
	answer := o.spec.Responses.Value("200")
	return answer != nil && answer.Value.Content["text/event-stream"] != nil
}

// IsList reports whether responses of the operation link to pages.
func (o Operation) IsList() bool {
	answer := o.spec.Responses.Value("200")
	return o.Method == http.MethodGet && answer != nil && answer.Value.Headers["Link"] != nil
}

// Document is the OpenAPI document, indexed by operation.
type Document struct {
	spec       *openapi3.T
	operations map[string]Operation
}

// LoadDocument parses the bundled document and validates it, by options. It lowers the version from 3.1 to 3.0 in memory, because kin-openapi then compiles each
// schema only once. The document uses only features that have the same meaning in both versions.
func LoadDocument(data []byte, options ...openapi3.ValidationOption) (*Document, error) {
	spec, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		return nil, fmt.Errorf("load the document: %w", err)
	}
	if err := spec.Validate(context.Background(), options...); err != nil {
		return nil, fmt.Errorf("validate the document: %w", err)
	}
	spec.OpenAPI = "3.0.3"
	document := &Document{spec: spec, operations: map[string]Operation{}}
	for path, item := range spec.Paths.Map() {
		for method, operation := range item.Operations() {
			document.operations[operation.OperationID] = Operation{
				ID: operation.OperationID, Method: method, Path: path, item: item, spec: operation,
			}
		}
	}
	return document, nil
}

// Operations returns all operations, sorted by id.
func (d *Document) Operations() []Operation {
	var operations []Operation
	for _, operation := range d.operations {
		operations = append(operations, operation)
	}
	sort.Slice(operations, func(i, j int) bool { return operations[i].ID < operations[j].ID })
	return operations
}

// Operation returns the operation with an id.
func (d *Document) Operation(id string) (Operation, bool) {
	operation, ok := d.operations[id]
	return operation, ok
}

// Routes returns "METHOD /path" of all operations, sorted.
func (d *Document) Routes() []string {
	var routes []string
	for _, operation := range d.operations {
		routes = append(routes, strings.ToUpper(operation.Method)+" "+operation.Path)
	}
	sort.Strings(routes)
	return routes
}
