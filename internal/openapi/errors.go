package openapi

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
)

// This file turns the errors of the validator into fields. The types of fields are names that clients of the API know from its first
// implementation.

// parameterFields lists the invalid parameters. The validator nests lists of errors: one list of the parameters, and within each one of
// the rules that it breaks, of which the first is named.
func parameterFields(err error) []apperr.Field {
	if list, ok := err.(openapi3.MultiError); ok { //nolint:errorlint // only the outermost list is that of the parameters
		var fields []apperr.Field
		for _, err := range list {
			fields = append(fields, parameterFields(err)...)
		}
		return fields
	}
	var request *openapi3filter.RequestError
	if !errors.As(err, &request) || request.Parameter == nil {
		return []apperr.Field{{Location: []string{"request"}, Message: "value is not valid", Type: "value_error"}}
	}
	location := []string{request.Parameter.In, request.Parameter.Name}
	message, kind := unreadable(request)
	if broken := schemaErrors(request.Err); len(broken) > 0 {
		message, kind = brokenRule(broken[0])
	}
	return []apperr.Field{{Location: location, Message: message, Type: kind}}
}

// unreadable says why a parameter that breaks no rule of its schema cannot be read.
func unreadable(err *openapi3filter.RequestError) (message, kind string) {
	schema := err.Parameter.Schema.Value
	switch {
	case errors.Is(err.Err, openapi3filter.ErrInvalidRequired) || errors.Is(err.Err, openapi3filter.ErrInvalidEmptyValue):
		return "field required", "value_error.missing"
	case schema.Type.Is(openapi3.TypeInteger):
		return "value is not a valid integer", "type_error.integer"
	case schema.Type.Is(openapi3.TypeBoolean):
		return "value could not be parsed to a boolean", "type_error.bool"
	default:
		return "value is not valid", "value_error"
	}
}

// schemaFields lists the fields of a value that break a rule of its schema, each once, with the first rule that it breaks. location is where
// the value is. An error that names no rule gives no field.
func schemaFields(location []string, err error) []apperr.Field {
	var fields []apperr.Field
	named := map[string]bool{}
	add := func(path []string, message, kind string) {
		if key := strings.Join(path, "\x00"); !named[key] {
			named[key] = true
			fields = append(fields, apperr.Field{Location: path, Message: message, Type: kind})
		}
	}
	for _, broken := range schemaErrors(err) {
		path := slices.Concat(location, broken.JSONPointer())
		if broken.SchemaField == "properties" {
			for _, name := range unknownMembers(broken) {
				add(slices.Concat(path, []string{name}), "extra fields not permitted", "value_error.extra")
			}
			continue
		}
		message, kind := brokenRule(broken)
		add(path, message, kind)
	}
	return fields
}

// schemaErrors returns the errors of schemas in err, which may be lists of lists of them.
func schemaErrors(err error) []*openapi3.SchemaError {
	if list, ok := err.(openapi3.MultiError); ok { //nolint:errorlint // a list within an error about a schema is of its alternatives
		var all []*openapi3.SchemaError
		for _, err := range list {
			all = append(all, schemaErrors(err)...)
		}
		return all
	}
	var broken *openapi3.SchemaError
	if errors.As(err, &broken) {
		return []*openapi3.SchemaError{broken}
	}
	return nil
}

// unknownMembers returns the members of an object that its schema does not name.
func unknownMembers(err *openapi3.SchemaError) []string {
	object, _ := err.Value.(map[string]any)
	return slices.DeleteFunc(slices.Sorted(maps.Keys(object)), func(name string) bool { return err.Schema.Properties[name] != nil })
}

// brokenRule says which rule of a schema is broken.
func brokenRule(err *openapi3.SchemaError) (message, kind string) {
	schema := err.Schema
	switch err.SchemaField {
	case "required":
		return "field required", "value_error.missing"
	case "nullable":
		return "value must not be null", "type_error.none.not_allowed"
	case "type":
		return "value must be " + typeName(schema), "type_error"
	case "enum":
		return "value is not one of " + enumValues(schema), "type_error.enum"
	case "format":
		return formats[schema.Format].message, "value_error"
	case "pattern":
		return "value does not have the form " + schema.Pattern, "value_error.str.regex"
	case "minProperties", "maxProperties":
		return memberCount(schema), "value_error"
	case "minimum":
		return "ensure this value is greater than or equal to " + plain(*schema.Min), "value_error.number.not_ge"
	case "maximum":
		return "ensure this value is less than or equal to " + plain(*schema.Max), "value_error.number.not_le"
	case "minLength":
		return fmt.Sprintf("ensure this value has at least %d characters", schema.MinLength), "value_error.any_str.min_length"
	case "maxLength":
		return fmt.Sprintf("ensure this value has at most %d characters", *schema.MaxLength), "value_error.any_str.max_length"
	case "minItems":
		return fmt.Sprintf("ensure this value has at least %d items", schema.MinItems), "value_error"
	case "maxItems":
		return fmt.Sprintf("ensure this value has at most %d items", *schema.MaxItems), "value_error"
	default:
		return "value is not valid", "value_error"
	}
}

// typeName returns what a value must be, null aside.
func typeName(schema *openapi3.Schema) string {
	names := map[string]string{
		openapi3.TypeString: "a string", openapi3.TypeInteger: "an integer", openapi3.TypeNumber: "a number", openapi3.TypeBoolean: "a boolean",
		openapi3.TypeArray: "a list", openapi3.TypeObject: "an object",
	}
	for _, kind := range schema.Type.Slice() {
		if name, ok := names[kind]; ok {
			return name
		}
	}
	return "of another type"
}

// plain returns a value of the document as text. Numbers have all their digits.
func plain(value any) string {
	if number, ok := value.(float64); ok {
		return strconv.FormatFloat(number, 'f', -1, 64)
	}
	return fmt.Sprint(value)
}

func enumValues(schema *openapi3.Schema) string {
	var values []string
	for _, value := range schema.Enum {
		if value != nil {
			values = append(values, plain(value))
		}
	}
	return strings.Join(values, ", ")
}

// memberCount says how many members an object has.
func memberCount(schema *openapi3.Schema) string {
	if schema.MaxProps != nil && *schema.MaxProps == schema.MinProps {
		return fmt.Sprintf("value must have exactly %d of: %s", schema.MinProps, strings.Join(slices.Sorted(maps.Keys(schema.Properties)), ", "))
	}
	return "value has too few or too many members"
}
