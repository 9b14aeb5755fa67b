package openapi

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/jsonnames"
)

// newBody returns the schema of the JSON body of an operation, nil where the body is not validated as a whole.
func newBody(op *openapi3.Operation, validation BodyValidation) (*schema, error) {
	if validation != ValidateWhole && validation != ValidateItems {
		return nil, nil
	}
	media := op.RequestBody.Value.Content["application/json"]
	if media == nil || media.Schema == nil {
		return nil, errors.New("x-validate-body: the body has no JSON schema")
	}
	return newSchema(media.Schema.Value), nil
}

// validateBody returns the invalid fields of a whole body. An empty body is absent.
func (op *Operation) validateBody(body []byte) []apperr.Field {
	if len(body) == 0 {
		if op.route.Operation.RequestBody.Value.Required {
			return []apperr.Field{{Location: []string{"body"}, Message: "field required", Type: "value_error.missing"}}
		}
		return nil
	}
	return op.body.validate(gjson.ParseBytes(body), "body")
}

// schema validates JSON values against a schema of the document.
type schema struct {
	*openapi3.Schema
	quick *acceptor
	// foreign marks objects of which the schema names no member, such as the payloads of hooks: others write them, and they are not refused.
	foreign bool
}

func newSchema(s *openapi3.Schema) *schema {
	return &schema{Schema: s, quick: newAcceptor(s), foreign: s.Type.Is(openapi3.TypeObject) && len(s.Properties) == 0}
}

var visitOptions = []openapi3.SchemaValidationOption{openapi3.MultiErrors(), openapi3.WithStringFormatValidators(formatValidators())}

// validate returns the fields of a value that the schema does not permit. location is where the value is. A member that is there twice is
// invalid, at any depth: which of them counts would depend on who reads the value.
func (s *schema) validate(value gjson.Result, location ...string) []apperr.Field {
	if !s.foreign {
		if path := jsonnames.Repeated([]byte(value.Raw)); path != nil {
			return []apperr.Field{{Location: slices.Concat(location, path), Message: "field is there more than once", Type: "value_error.duplicate"}}
		}
	}
	if s.quick.accepts(value) {
		return nil
	}
	err := s.VisitJSON(decode(s.Schema, value), visitOptions...)
	if err == nil {
		return nil
	}
	return schemaFields(slices.Clip(location), err)
}

// decode returns a value in the form that VisitJSON takes, but only as deep as the schema describes it: the input of a tool, for example,
// is any object, and may be large.
func decode(schema *openapi3.Schema, value gjson.Result) any {
	switch {
	case schema.OneOf != nil || schema.AnyOf != nil || schema.AllOf != nil || schema.Not != nil:
		return decodeAll(value)
	case value.IsObject():
		return decodeObject(schema, value)
	case value.IsArray():
		return decodeList(schema, value)
	case value.Type == gjson.Number:
		return json.Number(value.Raw)
	case value.Type == gjson.String:
		return textOf(value)
	default:
		return value.Value()
	}
}

// textOf returns a string as handlers decode it. The parsers differ in how many characters they make of half a surrogate pair.
func textOf(value gjson.Result) string {
	if !strings.ContainsRune(value.Str, utf8.RuneError) {
		return value.Str
	}
	var text string
	if json.Unmarshal([]byte(value.Raw), &text) != nil { // never: the value is JSON
		return value.Str
	}
	return text
}

// undescribed stands for a value that the schema does not describe.
const undescribed = true

func decodeObject(schema *openapi3.Schema, value gjson.Result) map[string]any {
	object := make(map[string]any, len(schema.Properties))
	value.ForEach(func(key, member gjson.Result) bool {
		name := key.String()
		described := schema.Properties[name]
		if described == nil {
			described = schema.AdditionalProperties.Schema
		}
		object[name] = undescribed
		if described != nil && !described.Value.IsEmpty() {
			object[name] = decode(described.Value, member)
		}
		return true
	})
	return object
}

func decodeList(schema *openapi3.Schema, value gjson.Result) []any {
	list := []any{}
	value.ForEach(func(_, item gjson.Result) bool {
		if schema.Items == nil {
			list = append(list, undescribed)
		} else {
			list = append(list, decode(schema.Items.Value, item))
		}
		return true
	})
	return list
}

func decodeAll(value gjson.Result) any {
	decoder := json.NewDecoder(strings.NewReader(value.Raw))
	decoder.UseNumber()
	var decoded any
	if err := decoder.Decode(&decoded); err != nil { // never: the value is JSON
		return nil
	}
	return decoded
}
