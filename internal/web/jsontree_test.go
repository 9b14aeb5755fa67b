package web

import (
	"strings"
	"testing"
)

// outline writes a tree on one line.
func outline(tree *jsonTree) string {
	if tree == nil {
		return "nothing"
	}
	var parts []string
	for _, child := range tree.Tree {
		parts = append(parts, outline(child))
	}
	name := ""
	if tree.Name != "" {
		name = tree.Name + "="
	}
	return name + tree.Kind + "(" + tree.Text + strings.Join(parts, " ") + ")"
}

func TestStoredJSONBecomesATreeInStoredOrder(t *testing.T) {
	for stored, want := range map[string]string{
		``:                          "nothing",
		`{"b": 1, "a": [true, ""]}`: "object(b=value(1) a=list(value(true) text()))",
		`{}`:                        "object()",
		`1e999`:                     "value(1e999)",
		`null`:                      "value(null)",
		`{broken`:                   "text({broken)",
		`plain words`:               "text(plain words)",
	} {
		if got := outline(parseJSONTree(stored)); got != want {
			t.Errorf("%s is %s, want %s", stored, got, want)
		}
	}
}

func TestOfALargeValueTheFirstPartIsShown(t *testing.T) {
	for name, test := range map[string]struct {
		stored string
		nodes  int
		cut    string
	}{
		"many":  {"[" + strings.Repeat("0,", 3000) + "0]", maxTreeNodes, "The first 2,000 values are shown. 2,005 more bytes are not; the API returns the whole value."},
		"deep":  {strings.Repeat("[", 300) + strings.Repeat("]", 300), maxTreeDepth + 1, "The first 101 values are shown. 499 more bytes are not; the API returns the whole value."},
		"texts": {`["` + strings.Repeat("x", maxTreeText) + `", 1]`, 2, "The first 2 values are shown. 4 more bytes are not; the API returns the whole value."},
		"all":   {"[" + strings.Repeat("0,", 1900) + "0]", 1902, ""},
	} {
		tree := parseJSONTree(test.stored)
		if n := nodes(tree); n != test.nodes || tree.Cut != test.cut {
			t.Errorf("%s: %d values, %q; want %d, %q", name, n, tree.Cut, test.nodes, test.cut)
		}
	}
}

func nodes(tree *jsonTree) int {
	n := 1
	for _, child := range tree.Tree {
		n += nodes(child)
	}
	return n
}
