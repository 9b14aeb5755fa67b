package transcript

import (
	"encoding/json"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// messageTool is what stands in the place of the tool where the agent speaks.
const messageTool = "Message"

// SetMessage fills the event of what the agent said: the text is its output, and the beginning of it what a list shows.
func SetMessage(e *ingest.Event, said string) {
	const shown = 200
	e.ToolName, e.Output, e.Status = messageTool, said, ingest.StatusCompleted
	beginning, _, _ := strings.Cut(strings.TrimSpace(said), "\n")
	e.Input = Truncate(beginning, shown)
}

// With returns a map with one more member, made if there was none.
func With(m map[string]json.RawMessage, name string, value json.RawMessage) map[string]json.RawMessage {
	if m == nil {
		m = map[string]json.RawMessage{}
	}
	m[name] = value
	return m
}

// Texts returns the members of from that are texts, by their names.
func Texts(from gjson.Result, names ...string) map[string]json.RawMessage {
	var m map[string]json.RawMessage
	for _, name := range names {
		if value := Text(from.Get(name)); value != "" {
			m = With(m, name, Quoted(value))
		}
	}
	return m
}
