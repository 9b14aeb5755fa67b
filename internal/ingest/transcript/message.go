package transcript

import (
	"encoding/json"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// maxShown is how much of a message a list shows, in characters.
const maxShown = 200

// SetMessage makes e a message of the agent: the text is its output, and the beginning of the first line is its input, which lists show.
func SetMessage(e *ingest.Event, text string) {
	e.ToolName, e.Output, e.Status = model.ToolMessage, text, ingest.StatusCompleted
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	e.Input = beginning(line)
}

// beginning returns a copy of the first maxShown characters of a line. A longer line ends with "…": no number says how much is missing,
// because the output holds the whole text.
func beginning(line string) string {
	if _, isLonger := model.Cut(line, maxShown); !isLonger {
		return strings.Clone(line)
	}
	kept, _ := model.Cut(line, maxShown-1)
	return strings.TrimSpace(kept) + "…"
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
		if value := Text(jsonscan.Get(from, name)); value != "" {
			m = With(m, name, Quoted(value))
		}
	}
	return m
}
