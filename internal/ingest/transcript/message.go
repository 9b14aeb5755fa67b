package transcript

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// summarize says in one text what a tool was given: the member that tells most, else the whole input.
func summarize(input gjson.Result) string {
	if input.Type == gjson.String {
		return text(input)
	}
	for _, name := range []string{"command", "file_path", "notebook_path", "path", "pattern", "query", "url", "prompt", "description", "message", "skill"} {
		if value := input.Get(name); value.Type == gjson.String && value.Str != "" {
			return text(value)
		}
	}
	return clip(input.Raw, 2000)
}

// messageTool is what stands in the place of the tool where the agent speaks.
const messageTool = "Message"

// speak fills the event of what the agent said: the text is its output, and the beginning of it what a list shows.
func speak(e *ingest.Event, said string) {
	const shown = 200
	e.ToolName, e.Output, e.Status = messageTool, said, ingest.StatusCompleted
	beginning, _, _ := strings.Cut(strings.TrimSpace(said), "\n")
	e.Input = clip(beginning, shown)
}

// with returns a map with one more member, made if there was none.
func with(m map[string]json.RawMessage, name string, value json.RawMessage) map[string]json.RawMessage {
	if m == nil {
		m = map[string]json.RawMessage{}
	}
	m[name] = value
	return m
}

// texts returns the members of from that are texts, by their names.
func texts(from gjson.Result, names ...string) map[string]json.RawMessage {
	var m map[string]json.RawMessage
	for _, name := range names {
		if value := text(from.Get(name)); value != "" {
			m = with(m, name, quoted(value))
		}
	}
	return m
}

func ordinal(n int) string { return strconv.Itoa(n) }
