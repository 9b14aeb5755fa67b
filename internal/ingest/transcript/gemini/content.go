package gemini

import (
	"cmp"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// shown returns the text of a message as Gemini CLI shows it: displayContent where that differs from the content, which also holds the files
// that a prompt names. Both are a text, a part, or a list of these (PartListUnion in packages/core/src/services/chatRecordingTypes.ts).
func shown(m gjson.Result) string {
	return cmp.Or(content(jsonscan.Get(m, "displayContent")), content(jsonscan.Get(m, "content")))
}

// content returns the texts in a content, one a line.
func content(value gjson.Result) string {
	if !value.IsArray() {
		return transcript.Truncate(part(value), ingest.MaxEventText)
	}
	var texts []string
	jsonscan.Each(value, func(_ string, item gjson.Result) bool {
		if text := part(item); text != "" {
			texts = append(texts, text)
		}
		return true
	})
	return transcript.Truncate(strings.Join(texts, "\n"), ingest.MaxEventText)
}

// part returns the text of one part, and the kind of a picture or a file. A thought, a call and its response are no text of the message.
func part(value gjson.Result) string {
	if value.Type == gjson.String {
		return value.String()
	}
	if !value.IsObject() || jsonscan.Get(value, "thought").Bool() {
		return ""
	}
	if text := jsonscan.Get(value, "text"); text.Type == gjson.String {
		return text.String()
	}
	for _, name := range []string{"inlineData", "fileData"} {
		if kind := jsonscan.Get(jsonscan.Get(value, name), "mimeType"); kind.Type == gjson.String {
			return "[" + strings.Replace(kind.String(), "/", " ", 1) + "]"
		}
	}
	return ""
}
