package contract

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"

	"github.com/htmlgraph/htmlgraph/gen"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

type object = map[string]any

func parseDocument(t *testing.T, text []byte) object {
	t.Helper()
	var document object
	if err := yaml.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	return document
}

// permitted are the keywords of schemas that OpenAPI 3.0 and 3.1 define in the same way, except for the type "null",
// which schemaFaults checks. Each other keyword is silently misunderstood by one of the programs that read the document.
var permitted = []string{
	"$ref", "type", "title", "description", "properties", "required", "additionalProperties", "items", "enum", "default", "example", "examples",
	"format", "pattern", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "minProperties", "maxProperties", "anyOf", "oneOf", "allOf", "discriminator",
	"readOnly", "deprecated", "x-go-type", "x-go-name", "x-omitempty", "x-order", "x-go-type-skip-optional-pointer",
}

// schemaFaults lists the faults of a schema, without those of the schemas within it.
func schemaFaults(path string, schema any) []string {
	s, ok := schema.(object)
	if !ok {
		return []string{fmt.Sprintf("%s: a schema must be an object, not %v", path, schema)}
	}
	var faults []string
	for _, keyword := range slices.Sorted(maps.Keys(s)) {
		if !slices.Contains(permitted, keyword) {
			faults = append(faults, fmt.Sprintf("%s: %s is not in the subset", path, keyword))
		}
	}
	if types, ok := s["type"].([]any); ok && (len(types) != 2 || types[1] != "null") {
		faults = append(faults, fmt.Sprintf("%s: type %v is not one type, or null", path, types))
	}
	if _, closed := s["additionalProperties"]; isObject(s) && !closed {
		faults = append(faults, path+": the object is not closed")
	}
	return faults
}

func isObject(s object) bool {
	types, _ := s["type"].([]any)
	return s["type"] == "object" || slices.Contains(types, any("object")) || s["properties"] != nil
}

// documentFaults lists the faults of all schemas of a document.
func documentFaults(document object) []string {
	var faults []string
	everySchema("", document, func(path string, schema any) { faults = append(faults, schemaFaults(path, schema)...) })
	return faults
}

func TestTheDocumentUsesOnlyWhatBothVersionsShare(t *testing.T) {
	document := parseDocument(t, gen.OpenAPIYAML)
	if document["openapi"] != "3.1.0" || document["jsonSchemaDialect"] != nil {
		t.Errorf("openapi %v, dialect %v", document["openapi"], document["jsonSchemaDialect"])
	}
	for _, fault := range documentFaults(document) {
		t.Error(fault)
	}
}

// TestTheDocumentIsTheSameInJSONAndInYAML compares the document that the server reads with the bundle that it is made from.
func TestTheDocumentIsTheSameInJSONAndInYAML(t *testing.T) {
	inYAML, err := json.Marshal(parseDocument(t, gen.OpenAPIYAML))
	if err != nil {
		t.Fatal(err)
	}
	var fromYAML, fromJSON any
	if err := errors.Join(json.Unmarshal(inYAML, &fromYAML), json.Unmarshal(gen.OpenAPIJSON, &fromJSON)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(fromYAML, fromJSON); diff != "" {
		t.Errorf("the document (-YAML +JSON):\n%s", diff)
	}
}

func TestSchemasOutsideTheSubsetAreDetected(t *testing.T) {
	for name, schema := range map[string]string{
		"const":            "{const: 1}",
		"two types":        "{type: [string, integer]}",
		"three types":      "{type: [string, integer, 'null']}",
		"nullable":         "{type: string, nullable: true}",
		"tuple":            "{type: array, prefixItems: []}",
		"condition":        "{if: {type: string}}",
		"open object":      "{type: object, properties: {a: {type: string}}}",
		"open and null":    "{type: [object, 'null']}",
		"deep open object": "{type: array, items: {anyOf: [{type: 'string'}, {type: object}]}}",
		"boolean schema":   "{type: array, items: true}",
	} {
		t.Run(name, func(t *testing.T) {
			document := parseDocument(t, []byte("{components: {schemas: {A: "+schema+"}}}"))
			if faults := documentFaults(document); len(faults) != 1 {
				t.Errorf("faults %q, want one", faults)
			}
		})
	}
}

// TestOperationsSayWhatTheyAre checks that every operation has what readers of the document need.
func TestOperationsSayWhatTheyAre(t *testing.T) {
	document := parseDocument(t, gen.OpenAPIYAML)
	for route, item := range document["paths"].(object) {
		for method, value := range item.(object) {
			operation, ok := value.(object)
			if !ok || method == "parameters" {
				continue
			}
			name := strings.ToUpper(method) + " " + route
			for _, field := range []string{"operationId", "summary", "description", "tags"} {
				if operation[field] == nil {
					t.Errorf("%s has no %s", name, field)
				}
			}
			responses := operation["responses"].(object)
			if responses["default"] == nil {
				t.Errorf("%s does not document its errors", name)
			}
			answer := responses["200"]
			if answer == nil {
				answer = responses["101"]
			}
			if answer == nil && responses["204"] != nil {
				continue // there is nothing to show
			}
			if !hasExample(resolved(answer, document)) {
				t.Errorf("%s has no example of a response", name)
			}
		}
	}
}

// resolved returns the response, or the shared response to which it refers.
func resolved(response any, document object) any {
	name, shared := response.(object)["$ref"].(string)
	if !shared {
		return response
	}
	return document["components"].(object)["responses"].(object)[path.Base(name)]
}

func hasExample(response any) bool {
	content, _ := response.(object)["content"].(object)
	for _, media := range content {
		m := media.(object)
		if m["example"] != nil || m["examples"] != nil {
			return true
		}
	}
	return false
}

func TestAnInvalidExampleIsDetected(t *testing.T) {
	const right, wrong = "total_events: ", "total_events: x"
	at := strings.LastIndex(string(gen.OpenAPIYAML[:strings.Index(string(gen.OpenAPIYAML), "/api/events-grouped-by-prompt:")]), right)
	if at < 0 {
		t.Fatal("the example of /api/initial-stats is not where it was")
	}
	spoilt := string(gen.OpenAPIYAML[:at]) + wrong + string(gen.OpenAPIYAML[at+len(right):])
	if _, err := testkit.LoadDocument([]byte(spoilt)); err == nil {
		t.Error("a string in place of a number is not detected")
	}
}
