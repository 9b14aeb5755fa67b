package contract

import (
	"flag"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

var update = flag.Bool("update", false, "write the golden fixtures anew from what the server answers")

const (
	root     = "../.."
	fixtures = root + "/fixtures/http"
)

func loadFixtures(t *testing.T) map[string][]*testkit.Fixture {
	t.Helper()
	all, err := testkit.LoadFixtures(fixtures)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestGolden sends every stored request, compares the response with the stored one, and validates both
// against the document.
func TestGolden(t *testing.T) {
	document := loadDocument(t)
	scenarios := newScenarios(t)
	for operationID, cases := range loadFixtures(t) {
		operation, ok := document.Operation(operationID)
		if !ok {
			t.Errorf("fixtures/http/%s: the document has no such operation", operationID)
			continue
		}
		for _, fixture := range cases {
			t.Run(operationID+"/"+fixture.Name(), func(t *testing.T) {
				got := scenarios.ask(t, fixture)
				if err := document.ValidateResponse(operation, got); err != nil {
					t.Errorf("the live response violates the document: %v", err)
				}
				if *update {
					if err := fixture.Rewrite(root, got); err != nil {
						t.Fatal(err)
					}
					return
				}
				if err := document.ValidateResponse(operation, fixture.Want()); err != nil && fixture.HoldsBody() {
					t.Errorf("the stored response violates the document: %v", err)
				}
				difference, err := fixture.Diff(root, got)
				if err != nil {
					t.Fatal(err)
				}
				if difference != "" {
					t.Errorf("%s\nIf the change is intended, run `make golden`.", difference)
				}
			})
		}
	}
}
