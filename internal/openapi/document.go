// Package openapi reads the OpenAPI document: which operations there are, what its extensions say about each, and whether a request
// is valid. The document is the only place for these rules; no other package repeats one.
package openapi

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// Document is the OpenAPI document, indexed by route. It is immutable and safe for concurrent use.
type Document struct {
	spec       *openapi3.T
	operations map[string]*Operation
}

// Load reads a document in JSON and checks it, its extensions included. A document that uses YAML works too, but takes twice as long.
//
// The version is lowered in memory to 3.0, because the validator would otherwise compile a JSON Schema for each request. The document
// uses only what both versions define in the same way, and its examples are valid; tests check both.
func Load(data []byte) (*Document, error) {
	spec, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		return nil, fmt.Errorf("load the document: %w", err)
	}
	if err := spec.Validate(context.Background(), openapi3.DisableExamplesValidation()); err != nil {
		return nil, fmt.Errorf("check the document: %w", err)
	}
	spec.OpenAPI = "3.0.3"
	d := &Document{spec: spec, operations: map[string]*Operation{}}
	for path, item := range spec.Paths.Map() {
		for method, op := range item.Operations() {
			route := method + " " + path
			if d.operations[route], err = newOperation(spec, path, item, method, op); err != nil {
				return nil, fmt.Errorf("%s: %w", route, err)
			}
		}
	}
	return d, nil
}

// Operation returns the operation of a route, "GET /api/events".
func (d *Document) Operation(route string) (*Operation, bool) {
	op, ok := d.operations[route]
	return op, ok
}

// Operations returns all operations, ordered by route.
func (d *Document) Operations() []*Operation {
	var operations []*Operation
	for _, route := range slices.Sorted(maps.Keys(d.operations)) {
		operations = append(operations, d.operations[route])
	}
	return operations
}
