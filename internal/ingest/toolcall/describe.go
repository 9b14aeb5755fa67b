package toolcall

import (
	"bytes"
	"cmp"
	"encoding/json"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
)

// maxJSON is the length in characters up to which a value is shown as JSON, where none of its members says what it is about.
const maxJSON = 2000

// commands are the members of an input that hold a command, as a text or as a list of words.
var commands = []string{"command", "cmd"}

// subjects are the members of any other input that say what a call does, or to what, the most specific first. A pattern comes before the
// path in which it is searched for, and what a subagent is asked before the title of the task.
var subjects = []string{
	"file_path", "notebook_path", "absolute_path", "pattern", "url", "query", "prompt", "message", "skill", "objective", "path", "dir_path",
	"description",
}

// Describe returns what a person reads of the input of a tool: what is done, or to what. An input of which no member is known is shown as
// JSON, an empty one as "".
func Describe(input gjson.Result) string {
	if input.Type == gjson.String {
		return clip(input.Str, ingest.MaxEventText)
	}
	if text := cmp.Or(words(input), firstText(input, commands), firstText(input, subjects)); text != "" {
		return clip(text, ingest.MaxEventText)
	}
	return asJSON(input)
}

// words returns a command that is a list of words, "" for none.
func words(input gjson.Result) string {
	for _, list := range jsonscan.Several(input, commands...) {
		if list.IsArray() {
			return texts(list, " ")
		}
	}
	return ""
}

// asJSON returns a value as JSON without white space, its members in the order in which the agent wrote them; "" for an empty value.
func asJSON(value gjson.Result) string {
	switch value.Raw {
	case "", "null", `""`, "{}", "[]":
		return ""
	}
	var compact bytes.Buffer
	if json.Compact(&compact, []byte(value.Raw)) != nil {
		return clip(value.Raw, maxJSON)
	}
	return clip(withoutEncoded(withoutData(compact.String())), maxJSON)
}

// clip returns a copy of a text that has at most limit characters. The copy does not hold the memory of the record in which the text stood.
func clip(text string, limit int) string { return strings.Clone(ingest.Truncate(text, limit)) }
