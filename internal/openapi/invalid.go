package server

import (
	"errors"
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
)

// invalidFields lists the inputs that the validator found at fault. The validator nests lists of errors: one
// list of the inputs, and within each one of the rules that it breaks, of which the first is named.
func invalidFields(err error) []apperr.Field {
	if many, ok := err.(openapi3.MultiError); ok { //nolint:errorlint // the outermost list alone is that of the inputs
		var fields []apperr.Field
		for _, one := range many {
			fields = append(fields, invalidFields(one)...)
		}
		return fields
	}
	var request *openapi3filter.RequestError
	if errors.As(err, &request) {
		return []apperr.Field{invalidField(request)}
	}
	return []apperr.Field{{Location: []string{"request"}, Message: "does not fit the document", Type: "value_error"}}
}

func invalidField(err *openapi3filter.RequestError) apperr.Field {
	if err.Parameter == nil {
		return bodyField(err)
	}
	field := apperr.Field{Location: []string{err.Parameter.In, err.Parameter.Name}}
	field.Message, field.Type = reason(err, err.Parameter.Schema.Value)
	return field
}

// brokenRule returns the first rule of a schema that err tells of.
func brokenRule(err error) (*openapi3.SchemaError, bool) {
	var many openapi3.MultiError
	if errors.As(err, &many) {
		for _, one := range many {
			if broken, ok := brokenRule(one); ok {
				return broken, true
			}
		}
		return nil, false
	}
	var broken *openapi3.SchemaError
	return broken, errors.As(err, &broken)
}

func bodyField(err *openapi3filter.RequestError) apperr.Field {
	field := apperr.Field{Location: []string{"body"}, Message: "not valid JSON", Type: "value_error.jsondecode"}
	if schema, ok := brokenRule(err.Err); ok {
		field.Location = append(field.Location, schema.JSONPointer()...)
		field.Message, field.Type = rule(schema)
	}
	return field
}

// reason puts into words why a parameter does not fit. The names of types are those that
// clients of the API know from its first implementation.
func reason(err *openapi3filter.RequestError, schema *openapi3.Schema) (message, kind string) {
	if broken, ok := brokenRule(err.Err); ok {
		return rule(broken)
	}
	if errors.Is(err.Err, openapi3filter.ErrInvalidRequired) || errors.Is(err.Err, openapi3filter.ErrInvalidEmptyValue) {
		return "field required", "value_error.missing"
	}
	switch {
	case schema.Type.Is("integer"):
		return "value is not a valid integer", "type_error.integer"
	case schema.Type.Is("boolean"):
		return "value could not be parsed to a boolean", "type_error.bool"
	default:
		return "value does not fit", "value_error"
	}
}

func rule(err *openapi3.SchemaError) (message, kind string) {
	switch err.SchemaField {
	case "minimum":
		return fmt.Sprintf("ensure this value is greater than or equal to %v", *err.Schema.Min), "value_error.number.not_ge"
	case "maximum":
		return fmt.Sprintf("ensure this value is less than or equal to %v", *err.Schema.Max), "value_error.number.not_le"
	case "maxLength":
		return fmt.Sprintf("ensure this value has at most %d characters", *err.Schema.MaxLength), "value_error.any_str.max_length"
	case "minLength":
		return fmt.Sprintf("ensure this value has at least %d characters", err.Schema.MinLength), "value_error.any_str.min_length"
	case "pattern":
		return "value does not have the form " + err.Schema.Pattern, "value_error.str.regex"
	case "enum":
		return fmt.Sprintf("value is not one of %v", err.Schema.Enum), "type_error.enum"
	case "type":
		return "value is not of the type that is wanted", "type_error"
	case "properties":
		return "extra fields not permitted", "value_error.extra"
	default:
		return "value does not fit", "value_error"
	}
}
