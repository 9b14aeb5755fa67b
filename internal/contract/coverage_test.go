package contract

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/gen"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

func loadDocument(t *testing.T) *testkit.Document {
	t.Helper()
	var options []openapi3.ValidationOption
	if *update { // examples are taken from the goldens that are written now
		options = append(options, openapi3.DisableExamplesValidation())
	}
	document, err := testkit.LoadDocument(gen.OpenAPIJSON, options...)
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// TestEveryDocumentedStatusHasAFixture fails for an operation without fixtures, and for a
// documented status without a fixture. "default" stands for all other errors, which the
// tests of package server cover.
func TestEveryDocumentedStatusHasAFixture(t *testing.T) {
	all := loadFixtures(t)
	for _, operation := range loadDocument(t).Operations() {
		var shown []string
		for _, fixture := range all[operation.ID] {
			shown = append(shown, strconv.Itoa(fixture.Response.Status))
		}
		if hasTranscript(t, operation.ID) {
			shown = append(shown, strconv.Itoa(http.StatusSwitchingProtocols))
		}
		for _, status := range operation.Statuses() {
			if status != "default" && !slices.Contains(shown, status) {
				t.Errorf("%s: no fixture answers %s", operation.ID, status)
			}
		}
	}
}

// TestEveryOperationIsRouted requests each documented path and method. The mux itself may
// answer none of them.
func TestEveryOperationIsRouted(t *testing.T) {
	scenario := newScenarios(t)
	for _, operation := range loadDocument(t).Operations() {
		target := strings.NewReplacer("{", "", "}", "").Replace(operation.Path)
		response := scenario.send(t, "", operation.Method, target)
		if response.Status == http.StatusMethodNotAllowed {
			t.Errorf("%s: %s %s is not routed: %s", operation.ID, operation.Method, operation.Path, response.Body)
		}
		if response.Status == http.StatusNotFound && strings.Contains(string(response.Body), "There is nothing at") {
			t.Errorf("%s: %s %s is not routed: %s", operation.ID, operation.Method, operation.Path, response.Body)
		}
	}
}

// TestRoutesAreThoseOfTheDocument compares what is registered on the mux itself with the document, in both directions.
func TestRoutesAreThoseOfTheDocument(t *testing.T) {
	var routes []string
	for _, pattern := range testkit.Patterns(newScenarios(t).mux(t)) {
		routes = append(routes, strings.TrimSuffix(pattern, "{$}")) // by which the mux distinguishes the root from all paths
	}
	slices.Sort(routes)
	if diff := cmp.Diff(loadDocument(t).Routes(), routes); diff != "" {
		t.Errorf("routes (-document +mux):\n%s", diff)
	}
}
