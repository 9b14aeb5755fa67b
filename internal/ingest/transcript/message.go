package transcript

import (
	"encoding/json"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// messageTool is the name in place of a tool for a message of the agent.
const messageTool = "Message"

// SetMessage makes e a message of the agent: the text is its output, and the first line what a list shows.
func SetMessage(e *ingest.Event, text string) {
	const shown = 200
	e.ToolName, e.Output, e.Status = messageTool, text, ingest.StatusCompleted
	beginning, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	e.Input = Truncate(beginning, shown)
}

// With adds a member to m and returns it. A nil m is made.
func With(m map[string]json.RawMessage, name string, value json.RawMessage) map[string]json.RawMessage {
	if m == nil {
		m = map[string]json.RawMessage{}
	}
	m[name] = value
	return m
}

// Texts returns the named members of from that are texts.
func Texts(from gjson.Result, names ...string) map[string]json.RawMessage {
	var m map[string]json.RawMessage
	for _, name := range names {
		if value := Text(from.Get(name)); value != "" {
			m = With(m, name, Quoted(value))
		}
	}
	return m
}
