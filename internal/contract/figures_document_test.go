package contract

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/htmlgraph/htmlgraph/gen"
)

// TestEveryFigureIsDefined compares docs/figures.md with the numbers in responses and with the figures on pages.
func TestEveryFigureIsDefined(t *testing.T) {
	page, err := os.ReadFile(root + "/docs/figures.md")
	if err != nil {
		t.Fatal(err)
	}
	defined := map[string]bool{}
	for _, name := range regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(string(page), -1) {
		defined[name[1]] = true
	}
	document, err := openapi3.NewLoader().LoadFromData(gen.OpenAPIJSON)
	if err != nil {
		t.Fatal(err)
	}
	for schema, reference := range document.Components.Schemas {
		for name, property := range reference.Value.Properties {
			if types := property.Value.Type; (types.Includes(openapi3.TypeInteger) || types.Includes(openapi3.TypeNumber)) && !defined[name] {
				t.Errorf("docs/figures.md does not define %s of %s", name, schema)
			}
		}
	}
	templates, err := os.ReadDir("../web/templates")
	if err != nil {
		t.Fatal(err)
	}
	for _, template := range templates {
		content, err := os.ReadFile("../web/templates/" + template.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range strings.Split(string(content), `(figure "`)[1:] {
			if name, _, _ := strings.Cut(found, `"`); !defined[name] {
				t.Errorf("docs/figures.md does not define %s of %s", name, template.Name())
			}
		}
	}
}
