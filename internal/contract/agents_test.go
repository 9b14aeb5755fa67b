package contract

import (
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/htmlgraph/htmlgraph/gen"
	"github.com/htmlgraph/htmlgraph/internal/agent"
)

// TestTheDocumentNamesTheAgentsOfTheRegistry compares the values of the parameter that names an agent with the registry of agents.
func TestTheDocumentNamesTheAgentsOfTheRegistry(t *testing.T) {
	document, err := openapi3.NewLoader().LoadFromData(gen.OpenAPIJSON)
	if err != nil {
		t.Fatal(err)
	}
	operation := document.Paths.Value("/api/hooks/{agent}").Post
	var documented []string
	for _, value := range operation.Parameters.GetByInAndName("path", "agent").Schema.Value.Enum {
		documented = append(documented, value.(string))
	}
	if known := agent.AllNames(); !slices.Equal(documented, known) {
		t.Errorf("the document names the agents %v, the registry %v", documented, known)
	}
}
