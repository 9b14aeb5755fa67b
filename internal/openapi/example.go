package openapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Parameter is a parameter of an operation, with values that the document permits.
type Parameter struct {
	// Name is the name; In is path, query or header.
	Name, In string
	Required bool
	// Values are examples of the document, or values that follow from its schema. There may be none.
	Values []string
	// Invalid is a value that the document does not permit, "" if each text is valid.
	Invalid string

	schema *openapi3.Schema
}

// Permits reports whether the schema of the parameter permits a text.
func (p Parameter) Permits(text string) bool {
	if p.schema.Type.Is(openapi3.TypeInteger) || p.schema.Type.Is(openapi3.TypeNumber) {
		number, err := strconv.ParseFloat(text, 64)
		return err == nil && p.schema.VisitJSON(number) == nil
	}
	return p.schema.VisitJSON(text) == nil
}

// Parameters returns the parameters in the order of the document.
func (op *Operation) Parameters() []Parameter {
	var all []Parameter
	for _, list := range []openapi3.Parameters{op.route.PathItem.Parameters, op.route.Operation.Parameters} {
		for _, p := range list {
			all = append(all, Parameter{
				Name: p.Value.Name, In: p.Value.In, Required: p.Value.Required, Values: permitted(p.Value), Invalid: invalid(p.Value.Schema.Value),
				schema: p.Value.Schema.Value,
			})
		}
	}
	return all
}

// permitted returns the examples of a parameter, or what its schema permits.
func permitted(p *openapi3.Parameter) []string {
	schema := p.Schema.Value
	switch {
	case p.Example != nil:
		return []string{plain(p.Example)}
	case len(p.Examples) > 0:
		return examples(p.Examples)
	case schema.Example != nil:
		return []string{plain(schema.Example)}
	case len(schema.Enum) > 0:
		return texts(schema.Enum)
	case schema.Type.Is(openapi3.TypeBoolean):
		return []string{"true", "false"}
	case schema.Type.Is(openapi3.TypeInteger) && schema.Min != nil:
		return []string{plain(*schema.Min), plain(*schema.Min + 1)}
	case schema.Default != nil:
		return []string{plain(schema.Default)}
	case schema.Pattern != "" && day.matches(schema.Pattern):
		return []string{string(day)}
	default:
		return nil
	}
}

// example is a text that may have the form of a parameter.
type example string

// day is what every form of a time permits.
const day example = "2026-01-31"

func (e example) matches(pattern string) bool {
	schema := openapi3.NewStringSchema().WithPattern(pattern)
	return schema.VisitJSON(string(e)) == nil
}

func examples(named openapi3.Examples) []string {
	var values []string
	for _, name := range slices.Sorted(maps.Keys(named)) {
		values = append(values, plain(named[name].Value.Value))
	}
	return values
}

func texts(values []any) []string {
	var all []string
	for _, value := range values {
		if value != nil {
			all = append(all, plain(value))
		}
	}
	return all
}

// invalid returns a text that a schema does not permit, "" if there is none that is short.
func invalid(schema *openapi3.Schema) string {
	switch {
	case len(schema.Enum) > 0, schema.Pattern != "", schema.Type.Is(openapi3.TypeInteger), schema.Type.Is(openapi3.TypeNumber), schema.Type.Is(openapi3.TypeBoolean):
		return "not-valid"
	case schema.MaxLength != nil && *schema.MaxLength < 2048:
		return strings.Repeat("x", int(*schema.MaxLength)+1) //nolint:gosec // it is short
	default:
		return ""
	}
}

// RequestBodies returns the examples of JSON bodies of the operation, none if it takes no JSON.
func (op *Operation) RequestBodies() ([][]byte, error) {
	body := op.route.Operation.RequestBody
	if body == nil || body.Value.Content["application/json"] == nil {
		return nil, nil
	}
	media := body.Value.Content["application/json"]
	values := []any{media.Example}
	if len(media.Examples) > 0 {
		values = nil
		for _, name := range slices.Sorted(maps.Keys(media.Examples)) {
			values = append(values, media.Examples[name].Value.Value)
		}
	}
	var bodies [][]byte
	for _, value := range values {
		if value == nil {
			continue
		}
		text, err := json.Marshal(value)
		if err != nil {
			return nil, fmt.Errorf("an example of %s: %w", op.ID, err)
		}
		bodies = append(bodies, text)
	}
	return bodies, nil
}

// IsList reports whether responses link to pages.
func (op *Operation) IsList() bool {
	answer := op.route.Operation.Responses.Value("200")
	return answer != nil && answer.Value.Headers["Link"] != nil
}
