package contract

import (
	"slices"
	"testing"

	"github.com/htmlgraph/htmlgraph/gen"
)

// numberFormats are the formats in which the program holds numbers.
var numberFormats = map[string]string{"integer": "int64", "number": "double"}

// TestEveryNumberHasTheFormatInWhichItIsHeld fails for a number without a format. Generators choose a type by it, and some choose 32 bits where
// there is none.
func TestEveryNumberHasTheFormatInWhichItIsHeld(t *testing.T) {
	everySchema("", parseDocument(t, gen.OpenAPIYAML), func(path string, schema any) {
		s, _ := schema.(object)
		for kind, format := range numberFormats {
			types, _ := s["type"].([]any)
			if (s["type"] == kind || slices.Contains(types, any(kind))) && s["format"] != format {
				t.Errorf("%s: the format of type %v is %v, want %s", path, s["type"], s["format"], format)
			}
		}
	})
}
