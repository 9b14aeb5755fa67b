package testkit

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Operation is one operation of the document, with the place where it stands.
type Operation struct {
	ID     string
	Method string
	Path   string
	item   *openapi3.PathItem
	spec   *openapi3.Operation
}

// Statuses returns the response statuses that the operation documents, sorted; "default" is one of them.
func (o Operation) Statuses() []string {
	var statuses []string
	for status := range o.spec.Responses.Map() {
		statuses = append(statuses, status)
	}
	sort.Strings(statuses)
	return statuses
}

// IsStream reports whether answers of the operation last as long as both sides want.
func (o Operation) IsStream() bool {
	if o.spec.Responses.Value("101") != nil {
		return true
	}
	answer := o.spec.Responses.Value("200")
	return answer != nil && answer.Value.Content["text/event-stream"] != nil
}

// Document is the OpenAPI document, indexed by operation.
type Document struct {
	spec       *openapi3.T
	operations map[string]Operation
}

// LoadDocument reads the bundled document. The version is lowered in memory because the
// validator then compiles each schema once; the document keeps to what both versions mean alike.
func LoadDocument(data []byte) (*Document, error) {
	spec, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		return nil, fmt.Errorf("load the document: %w", err)
	}
	if err := spec.Validate(context.Background()); err != nil {
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

// Operation returns the operation of that id.
func (d *Document) Operation(id string) (Operation, bool) {
	operation, ok := d.operations[id]
	return operation, ok
}

// Routes returns "METHOD /path" of every operation, sorted.
func (d *Document) Routes() []string {
	var routes []string
	for _, operation := range d.operations {
		routes = append(routes, strings.ToUpper(operation.Method)+" "+operation.Path)
	}
	sort.Strings(routes)
	return routes
}
