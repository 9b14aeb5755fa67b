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

// wholeContent returns what a message consists of, as shown does.
func wholeContent(m gjson.Result) []ingest.Part {
	if parts := transcript.Contents(jsonscan.Get(m, "displayContent"), ""); len(parts) > 0 {
		return parts
	}
	return transcript.Contents(jsonscan.Get(m, "content"), "")
}

// content returns the texts in a content with nothing between them, as Gemini CLI joins them wherever it shows or reports them (partToString in
// packages/core/src/utils/partUtils.ts). A picture or a file has a line of its own.
func content(value gjson.Result) string {
	var text strings.Builder
	isAfterMedia := false
	add := func(item gjson.Result) {
		shown, isMedia := part(item)
		if shown == "" {
			return
		}
		if text.Len() > 0 && (isMedia || isAfterMedia) {
			text.WriteByte('\n')
		}
		text.WriteString(shown)
		isAfterMedia = isMedia
	}
	if value.IsArray() {
		jsonscan.Each(value, func(_ string, item gjson.Result) bool {
			add(item)
			return true
		})
	} else {
		add(value)
	}
	return transcript.Truncate(text.String(), ingest.MaxEventText)
}

// part returns the text of one part, or the kind of a picture or a file. A thought, a call and its response are no text of the message.
func part(value gjson.Result) (text string, isMedia bool) {
	if value.Type == gjson.String {
		return value.String(), false
	}
	if !value.IsObject() || jsonscan.Get(value, "thought").Bool() {
		return "", false
	}
	if text := jsonscan.Get(value, "text"); text.Type == gjson.String {
		return text.String(), false
	}
	for _, name := range []string{"inlineData", "fileData"} {
		if kind := jsonscan.Get(jsonscan.Get(value, name), "mimeType"); kind.Type == gjson.String {
			return "[" + strings.Replace(kind.String(), "/", " ", 1) + "]", true
		}
	}
	return "", false
}
