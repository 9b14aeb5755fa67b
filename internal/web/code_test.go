package web

import (
	"flag"
	"os"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/render"
)

var update = flag.Bool("update", false, "write the style sheet of code anew")

// TestTheStyleSheetOfCodeIsThatOfTheLibrary: after an update of the library, go test ./internal/web -run StyleSheet -update writes it.
func TestTheStyleSheetOfCodeIsThatOfTheLibrary(t *testing.T) {
	const file = "static/code.css"
	if *update {
		if err := os.WriteFile(file, []byte(render.StyleSheet()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if stored, err := os.ReadFile(file); err != nil || string(stored) != render.StyleSheet() {
		t.Errorf("%s differs (%v)", file, err)
	}
}
