package toolcall

import (
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
		return clip(wrapped(result), ingest.MaxEventText)
	case result.IsArray():
		if text := parts(result); text != "" {
			return clip(text, ingest.MaxEventText)
		}
		return asJSON(result)
	case result.IsObject():
		if text := answer(result); text != "" {
			return clip(withoutData(text), ingest.MaxEventText)
		}
		return asJSON(result)
	default:
		return asJSON(result)
	}
}

// wrapped returns the text within a result that is JSON written as a text: Codex adds how the command ended, and hooks of Claude Code write the
// parts of several calls so.
func wrapped(result gjson.Result) string {
	text := result.Str
	if strings.HasPrefix(text, "[{") {
		if list := gjson.Parse(wholeText(result)); hasData(list) {
			return parts(list)
		}
	}
	if url := dataOfURL(result); url != "" {
		return url
	}
	inner := object(gjson.Result{Type: gjson.String, Str: text})
	if output := jsonscan.Get(inner, "output"); output.Type == gjson.String && jsonscan.Get(inner, "metadata").Exists() {
		text = output.Str
	}
	return withoutData(text)
}

// answer returns the text of a result that is an object, "" where none of its members is known.
func answer(result gjson.Result) string {
	found := jsonscan.Several(result, append([]string{"stdout", "stderr"}, answers...)...)
	if out, failed := found[0], found[1]; out.Exists() || failed.Exists() {
		if jsonscan.Get(result, "isImage").Bool() {
			return printedPicture(out)
		}
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

// part returns the text of one part: a text, a picture or a document, a resource, or the response of a function.
func part(value gjson.Result) string {
	found := jsonscan.Several(value, "text", "type", "functionResponse", "resource")
	text, kind, response, resource := found[0], found[1], jsonscan.Get(found[2], "response"), found[3]
	if text.Type == gjson.String {
		return text.Str
	}
	if isMedia(kind.Str) || jsonscan.Get(jsonscan.Get(value, "file"), "base64").Exists() {
		return DescribeMedia(value)
	}
	if linked := linkedMedia(value); linked != "" {
		return linked
	}
	if resource.IsObject() {
		return resourceText(resource)
	}
	if !response.Exists() {
		return ""
	}
	if text := firstText(response, []string{"output", "error"}); text != "" {
		return text
	}
	return asJSON(response)
}
