package contract

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/htmlgraph/htmlgraph/gen"
)

// loadSchemas returns the schemas of a document by name.
func loadSchemas(t *testing.T, document []byte) openapi3.Schemas {
	t.Helper()
	spec, err := openapi3.NewLoader().LoadFromData(document)
	if err != nil {
		t.Fatal(err)
	}
	return spec.Components.Schemas
}

// trials returns values with which the two readings of a schema are compared: one of each type, and valid objects of which each member is
// replaced by some.
func trials(schema *openapi3.Schema, examples []any) []any {
	simple := []any{nil, true, float64(1), 1.5, "x", "", []any{}, []any{nil}, map[string]any{}, map[string]any{"one_more": nil}}
	all := slices.Clone(simple)
	for _, example := range examples {
		all = append(all, example)
		whole, isObject := example.(map[string]any)
		if !isObject {
			continue
		}
		for name := range schema.Properties {
			for _, value := range []any{nil, 1.5, []any{nil}, map[string]any{"one_more": nil}} {
				changed := maps.Clone(whole)
				changed[name] = value
				all = append(all, changed)
			}
		}
	}
	return all
}

// versionFaults lists the values that a schema permits in one version of OpenAPI alone.
func versionFaults(name string, schema *openapi3.Schema, examples []any) []string {
	var faults []string
	for _, value := range trials(schema, examples) {
		as30, as31 := schema.VisitJSON(value), schema.VisitJSON(value, openapi3.EnableJSONSchema2020())
		if (as30 == nil) != (as31 == nil) {
			text, _ := json.Marshal(value) //nolint:errchkjson // the values are made of JSON
			faults = append(faults, name+": "+string(text))
		}
	}
	return faults
}

// minimal returns an object with a value for each member of a schema, as far as that is easy.
func minimal(schema *openapi3.Schema, depth int) any {
	switch {
	case depth > 4 || schema.Type.Includes("null"):
		return nil
	case len(schema.Enum) > 0:
		return schema.Enum[0]
	case len(schema.OneOf) > 0:
		return minimal(schema.OneOf[0].Value, depth+1)
	case schema.Type.Is("object"):
		object := map[string]any{}
		for member, property := range schema.Properties {
			object[member] = minimal(property.Value, depth+1)
		}
		return object
	case schema.Type.Is("array"):
		return []any{}
	case schema.Type.Is("string"):
		return strings.Repeat("x", max(1, int(schema.MinLength)))
	case schema.Type.Is("boolean"):
		return true
	case schema.Type.IsEmpty():
		return nil
	default:
		return float64(1)
	}
}

// TestTheDocumentMeansTheSameInBothVersions compares what each schema permits when the document is read as OpenAPI 3.1, as it says, and as 3.0, as
// the server and many tools read it.
func TestTheDocumentMeansTheSameInBothVersions(t *testing.T) {
	schemas := loadSchemas(t, gen.OpenAPIJSON)
	for name, ref := range schemas {
		for _, fault := range versionFaults(name, ref.Value, []any{minimal(ref.Value, 0)}) {
			t.Error(fault)
		}
	}
}

func TestAMeaningThatChangesWithTheVersionIsDetected(t *testing.T) {
	for name, schema := range map[string]string{
		"const":     `{"type": "integer", "const": 2}`,
		"nullable":  `{"type": "string", "nullable": true}`,
		"empty":     `{"type": "object", "additionalProperties": {"description": "anything"}}`,
		"condition": `{"type": "integer", "if": {"minimum": 1}, "then": {"minimum": 2}}`,
	} {
		t.Run(name, func(t *testing.T) {
			document := `{"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "paths": {}, "components": {"schemas": {"A": ` + schema + `}}}`
			ref := loadSchemas(t, []byte(document))["A"]
			if len(versionFaults("A", ref.Value, nil)) == 0 {
				t.Error("not detected")
			}
		})
	}
}
