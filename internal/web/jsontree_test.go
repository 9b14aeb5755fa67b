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

func TestJSONTooLargeForAPageStaysText(t *testing.T) {
	for name, stored := range map[string]string{
		"many": "[" + strings.Repeat("0,", maxTreeNodes) + "0]",
		"deep": strings.Repeat("[", maxTreeNodes+1) + strings.Repeat("]", maxTreeNodes+1),
	} {
		if tree := parseJSONTree(stored); tree.Kind != "text" || tree.Text != stored {
			t.Errorf("%s: a %s of %d", name, tree.Kind, len(tree.Tree))
		}
	}
}
