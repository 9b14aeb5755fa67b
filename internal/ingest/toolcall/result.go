package toolcall

import (
	"fmt"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
)

// answers are the members of a result that hold what the tool returned, the best first: what the model reads comes before what the agent
// shows. responseParts and resultDisplay are in newer chats of Gemini CLI.
var answers = []string{"content", "llmContent", "responseParts", "result", "output", "returnDisplay", "resultDisplay"}

// DescribeResult returns what a person reads of the result of a tool: its text, or the texts of its parts. A picture is shown by its kind
// and size, a result of which no member is known as JSON, an empty one as "".
func DescribeResult(result gjson.Result) string {
	switch {
	case result.Type == gjson.String:
		return clip(wrapped(result.Str), ingest.MaxEventText)
	case result.IsArray():
		if text := parts(result); text != "" {
			return clip(text, ingest.MaxEventText)
		}
		return asJSON(result)
	case result.IsObject():
		if text := answer(result); text != "" {
			return clip(text, ingest.MaxEventText)
		}
		return asJSON(result)
	default:
		return asJSON(result)
	}
}

// wrapped returns the text within a result that is JSON written as a text: Codex adds how the command ended.
func wrapped(text string) string {
	inner := object(gjson.Result{Type: gjson.String, Str: text})
	if output := jsonscan.Get(inner, "output"); output.Type == gjson.String && jsonscan.Get(inner, "metadata").Exists() {
		return output.Str
	}
	return text
}

// answer returns the text of a result that is an object, "" where none of its members is known.
func answer(result gjson.Result) string {
	found := jsonscan.Several(result, append([]string{"stdout", "stderr"}, answers...)...)
	if out, failed := found[0], found[1]; out.Exists() || failed.Exists() {
		return strings.TrimSpace(out.Str + "\n" + failed.Str)
	}
	if text := part(result); text != "" {
		return text
	}
	for _, value := range found[2:] {
		if value.Type == gjson.String && value.Str != "" {
			return value.Str
		}
		if text := parts(value); text != "" {
			return text
		}
	}
	return files(result)
}

// files returns the text of a result that is about files: what was read, the names that were found, or the lines that changed.
func files(result gjson.Result) string {
	if content := jsonscan.Get(jsonscan.Get(result, "file"), "content"); content.Type == gjson.String {
		return content.Str
	}
	if names := texts(jsonscan.Get(result, "filenames"), "\n"); names != "" {
		return names
	}
	var hunks []string
	for _, hunk := range jsonscan.Get(result, "structuredPatch").Array() {
		hunks = append(hunks, texts(jsonscan.Get(hunk, "lines"), "\n"))
	}
	return strings.Join(hunks, "\n")
}

// texts joins a list of texts.
func texts(list gjson.Result, separator string) string {
	if !list.IsArray() {
		return ""
	}
	var all []string
	jsonscan.Each(list, func(_ string, value gjson.Result) bool {
		all = append(all, value.String())
		return true
	})
	return strings.Join(all, separator)
}

// parts joins the texts of a list of parts, or of one part.
func parts(list gjson.Result) string {
	if list.IsObject() {
		return part(list)
	}
	if !list.IsArray() {
		return ""
	}
	var texts []string
	jsonscan.Each(list, func(_ string, value gjson.Result) bool {
		if text := part(value); text != "" {
			texts = append(texts, text)
		}
		return true
	})
	return strings.Join(texts, "\n")
}

// part returns the text of one part: a text, a picture, or the response of a function.
func part(value gjson.Result) string {
	found := jsonscan.Several(value, "text", "type", "functionResponse")
	text, kind, response := found[0], found[1], jsonscan.Get(found[2], "response")
	if text.Type == gjson.String {
		return text.Str
	}
	if kind.Str == "image" {
		return picture(value)
	}
	if !response.Exists() {
		return ""
	}
	if text := firstText(response, []string{"output", "error"}); text != "" {
		return text
	}
	return asJSON(response)
}

// picture returns the kind and the size of a picture. The picture itself is not kept. Agents write pictures in three ways.
func picture(value gjson.Result) string {
	kind, data := jsonscan.Get(value, "mimeType").Str, jsonscan.Get(value, "data")
	if source := jsonscan.Get(value, "source"); source.Exists() {
		kind, data = jsonscan.Get(source, "media_type").Str, jsonscan.Get(source, "data")
	}
	padding := len(data.Str) - len(strings.TrimRight(data.Str, "="))
	size := int64(jsonscan.TextLength(data)-padding) * 3 / 4
	if file := jsonscan.Get(value, "file"); file.Exists() {
		kind, size = jsonscan.Get(file, "type").Str, jsonscan.Get(file, "originalSize").Int()
	}
	text := strings.TrimSpace("image " + strings.TrimPrefix(kind, "image/"))
	if size <= 0 {
		return "[" + text + "]"
	}
	return fmt.Sprintf("[%s, %d bytes]", text, size)
}
