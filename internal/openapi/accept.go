package openapi

import (
	"math"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/tidwall/gjson"
)

// acceptor accepts values that are certainly valid, without building them. VisitJSON takes several times as long, and nearly everything
// that is posted is valid. The acceptor refuses nothing: what it does not accept, VisitJSON decides. A nil acceptor accepts nothing.
type acceptor struct {
	// any accepts every value; the others accept values of their type.
	any, null, text, integer, number, boolean, object bool

	// The rules of strings. maxLength is -1 for none, values are those of an enum, valid checks the format; nil accepts all.
	minLength, maxLength int
	values               map[string]bool
	valid                func(string) bool
	// The rules of numbers, nil for none.
	min, max *float64
	// The rules of objects.
	members map[string]*acceptor
	// required holds a bit for each required member.
	required map[string]uint64
	// open permits members that are not named.
	open bool
}

// newAcceptor returns the acceptor of a schema, nil where the schema has a rule that an acceptor does not know.
func newAcceptor(schema *openapi3.Schema) *acceptor {
	if schema.IsEmpty() {
		return &acceptor{any: true}
	}
	if !isPlain(schema) {
		return nil
	}
	a := &acceptor{
		null: schema.Type.Includes("null"), text: schema.Type.Includes(openapi3.TypeString), integer: schema.Type.Includes(openapi3.TypeInteger),
		number: schema.Type.Includes(openapi3.TypeNumber), boolean: schema.Type.Includes(openapi3.TypeBoolean), object: schema.Type.Includes(openapi3.TypeObject),
		minLength: int(schema.MinLength), maxLength: -1, min: schema.Min, max: schema.Max, valid: formats[schema.Format].valid,
	}
	if schema.MaxLength != nil {
		a.maxLength = int(*schema.MaxLength)
	}
	if schema.Enum != nil {
		a.values = map[string]bool{}
		for _, value := range schema.Enum {
			text, isText := value.(string)
			a.values[text] = isText
		}
	}
	a.addMembers(schema)
	return a
}

// isPlain reports whether a schema has no other rules than those of an acceptor.
func isPlain(schema *openapi3.Schema) bool {
	return schema.OneOf == nil && schema.AnyOf == nil && schema.AllOf == nil && schema.Not == nil && schema.Pattern == "" && schema.MultipleOf == nil &&
		!schema.ExclusiveMin.IsSet() && !schema.ExclusiveMax.IsSet() && schema.MinProps == 0 && schema.MaxProps == nil && len(schema.Required) <= 64 &&
		!schema.Type.Includes(openapi3.TypeArray) && !schema.Type.IsEmpty() && isKnownFormat(schema) && !schema.Nullable
}

// isKnownFormat reports whether an acceptor checks the format of a schema: that of a text, and of a number that other rules keep within its format.
func isKnownFormat(schema *openapi3.Schema) bool {
	switch schema.Format {
	case "", "double":
		return true
	case "int64":
		return schema.Min != nil && *schema.Min >= math.MinInt64 && schema.Max != nil && *schema.Max < math.MaxInt64
	default:
		_, known := formats[schema.Format]
		return known
	}
}

func (a *acceptor) addMembers(schema *openapi3.Schema) {
	additional := schema.AdditionalProperties
	a.open = (additional.Has == nil || *additional.Has) && (additional.Schema == nil || additional.Schema.Value.IsEmpty())
	a.members = map[string]*acceptor{}
	for name, property := range schema.Properties {
		a.members[name] = newAcceptor(property.Value)
	}
	a.required = map[string]uint64{}
	for i, name := range schema.Required {
		a.required[name] = 1 << i
	}
}

// accepts reports whether a value is certainly valid.
func (a *acceptor) accepts(value gjson.Result) bool {
	switch {
	case a == nil:
		return false
	case a.any:
		return true
	case value.Type == gjson.Null:
		return a.null
	case value.Type == gjson.String:
		return a.text && a.acceptsText(textOf(value))
	case value.Type == gjson.Number:
		return a.acceptsNumber(value)
	case value.IsBool():
		return a.boolean && a.values == nil
	default:
		return a.object && a.values == nil && value.IsObject() && a.acceptsObject(value)
	}
}

func (a *acceptor) acceptsText(text string) bool {
	if a.maxLength >= 0 && len(text) > a.maxLength && utf8.RuneCountInString(text) > a.maxLength {
		return false
	}
	if a.minLength > 0 && utf8.RuneCountInString(text) < a.minLength {
		return false
	}
	return (a.values == nil || a.values[text]) && (a.valid == nil || a.valid(text))
}

func (a *acceptor) acceptsNumber(value gjson.Result) bool {
	permitted := a.number || (a.integer && !strings.ContainsAny(value.Raw, ".eE"))
	if !permitted || a.values != nil || math.IsInf(value.Num, 0) {
		return false
	}
	return (a.min == nil || value.Num >= *a.min) && (a.max == nil || value.Num <= *a.max)
}

func (a *acceptor) acceptsObject(value gjson.Result) bool {
	if a.open && len(a.members) == 0 && len(a.required) == 0 {
		return true
	}
	valid, missing := true, uint64(1)<<len(a.required)-1
	value.ForEach(func(name, member gjson.Result) bool {
		inner, known := a.members[name.Str]
		valid = (known && inner.accepts(member)) || (!known && a.open)
		missing &^= a.required[name.Str]
		return valid
	})
	return valid && missing == 0
}
