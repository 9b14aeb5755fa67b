package contract

import (
	"io/fs"
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
	templates := os.DirFS("../web/templates")
	var found []string
	err = fs.WalkDir(templates, ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, template := range found {
		content, err := fs.ReadFile(templates, template)
		if err != nil {
			t.Fatal(err)
		}
		for _, figure := range strings.Split(string(content), `(figure "`)[1:] {
			if name, _, _ := strings.Cut(figure, `"`); !defined[name] {
				t.Errorf("docs/figures.md does not define %s of %s", name, template)
			}
		}
	}
}
