package contract

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// everySchema calls visit with each schema in a part of the document, also with those within others, and with its path.
func everySchema(path string, node any, visit func(path string, schema any)) {
	switch n := node.(type) {
	case object:
		for _, key := range slices.Sorted(maps.Keys(n)) {
			switch {
			case key == "schema":
				schemaAndInner(path, n[key], visit)
			case key == "schemas" && strings.HasSuffix(path, "components"):
				schemas, _ := n[key].(object)
				for _, name := range slices.Sorted(maps.Keys(schemas)) {
					schemaAndInner(name, schemas[name], visit)
				}
			case key != "example" && key != "examples":
				everySchema(path+"/"+key, n[key], visit)
			}
		}
	case []any:
		for i, item := range n {
			everySchema(fmt.Sprintf("%s/%d", path, i), item, visit)
		}
	}
}

// schemaAndInner calls visit with a schema and with each schema within it.
func schemaAndInner(path string, schema any, visit func(path string, schema any)) {
	visit(path, schema)
	s, _ := schema.(object)
	properties, _ := s["properties"].(object)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		schemaAndInner(path+"."+name, properties[name], visit)
	}
	if items, ok := s["items"]; ok {
		schemaAndInner(path+"[]", items, visit)
	}
	if values, ok := s["additionalProperties"].(object); ok && len(values) > 0 {
		schemaAndInner(path+".*", values, visit)
	}
	for _, keyword := range []string{"anyOf", "oneOf", "allOf"} {
		parts, _ := s[keyword].([]any)
		for i, part := range parts {
			schemaAndInner(fmt.Sprintf("%s/%s/%d", path, keyword, i), part, visit)
		}
	}
}
