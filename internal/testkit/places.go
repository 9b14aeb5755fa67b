package testkit

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Headers returns the names of the headers that the document states for a status, sorted.
func (o Operation) Headers(status int) []string {
	response := o.spec.Responses.Value(strconv.Itoa(status))
	if response == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(response.Value.Headers))
}

// HasBody reports whether the document states a body for a status.
func (o Operation) HasBody(status int) bool {
	response := o.spec.Responses.Value(strconv.Itoa(status))
	return response != nil && len(response.Value.Content) > 0
}

// Member is a value in a JSON body that the document states.
type Member struct {
	// Place is "" for the body, "a.b" for the member b of the member a, "a[]" for the items of a list, and "a.*" for the members of an object
	// that may have any.
	Place string
	// List and Object say what the value can be; a text, a number or null is neither.
	List, Object bool
	// Always is whether each valid body has the value.
	Always bool
}

// Members returns the values in the JSON body that the document states for a status, sorted by their places.
func (o Operation) Members(status int) []Member {
	response := o.spec.Responses.Value(strconv.Itoa(status))
	if response == nil {
		return nil
	}
	members := map[string]Member{}
	for _, name := range []string{"application/json", "application/problem+json"} {
		if media := response.Value.Content[name]; media != nil {
			membersOf(media.Schema, Member{Always: true}, 0, members)
		}
	}
	return slices.SortedFunc(maps.Values(members), func(a, b Member) int { return strings.Compare(a.Place, b.Place) })
}

// deepest bounds schemas that contain themselves.
const deepest = 6

// membersOf adds the value that a schema describes, and the values in it.
func membersOf(ref *openapi3.SchemaRef, value Member, depth int, members map[string]Member) {
	if ref == nil || ref.Value == nil || depth > deepest {
		return
	}
	schema := ref.Value
	known := members[value.Place]
	value.List = known.List || schema.Type.Includes(openapi3.TypeArray)
	value.Object = known.Object || schema.Type.Includes(openapi3.TypeObject)
	members[value.Place] = value
	for name, property := range schema.Properties {
		always := value.Always && slices.Contains(schema.Required, name) && !property.Value.PermitsNull()
		membersOf(property, Member{Place: below(value.Place, name), Always: always}, depth+1, members)
	}
	membersOf(schema.Items, Member{Place: value.Place + "[]"}, depth+1, members)
	membersOf(schema.AdditionalProperties.Schema, Member{Place: below(value.Place, "*")}, depth+1, members)
	for _, parts := range []openapi3.SchemaRefs{schema.AnyOf, schema.OneOf, schema.AllOf} {
		for _, part := range parts {
			membersOf(part, value, depth, members)
		}
	}
}

func below(place, name string) string {
	if place == "" {
		return name
	}
	return place + "." + name
}
