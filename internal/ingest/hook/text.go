package hook

import (
	"encoding/json"
	"strings"
)

// inputText returns what a person wants to read of the input of a tool: what is done, or to what.
func inputText(raw json.RawMessage) string {
	var input fields
	if json.Unmarshal(raw, &input) != nil || input == nil {
		return shortened(textOr(raw), maxText)
	}
	text := input.firstText("command", "cmd", "file_path", "notebook_path", "absolute_path", "pattern", "url", "query", "prompt", "message", "skill", "description")
	if text == "" {
		text = compact(raw)
	}
	return shortened(text, maxText)
}

// outputText returns what a person wants to read of the response of a tool.
func outputText(raw json.RawMessage) string {
	if len(raw) == 0 || string(raw) == "null" {
		return ""
	}
	var response fields
	if json.Unmarshal(raw, &response) != nil || response == nil {
		if text := blocks(raw); text != "" {
			return shortened(text, maxText)
		}
		return shortened(textOr(raw), maxText)
	}
	return shortened(responseText(response, raw), maxText)
}

func responseText(response fields, raw json.RawMessage) string {
	if response.has("stdout") || response.has("stderr") {
		return strings.TrimSpace(response.text("stdout") + "\n" + response.text("stderr"))
	}
	for _, name := range []string{"content", "llmContent", "result", "output", "returnDisplay"} {
		if text := blocks(response[name]); text != "" {
			return text
		}
		if text := response.text(name); text != "" {
			return text
		}
	}
	return compact(raw)
}

// blocks joins the texts of a list of blocks, or of one block.
func blocks(raw json.RawMessage) string {
	holder := fields{"list": raw, "one": append(append(json.RawMessage("["), raw...), ']')}
	var texts []string
	for _, block := range append(holder.list("list"), holder.list("one")...) {
		if text := block.text("text"); text != "" {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, "\n")
}

// textOr returns a JSON text as it reads, and any other value as it is written.
func textOr(raw json.RawMessage) string {
	if text := textOf(raw); text != "" {
		return text
	}
	return compact(raw)
}

// compact returns a value as it is written, without NUL, which a JSON value cannot hold, and without what is no value at all.
func compact(raw json.RawMessage) string {
	switch text := string(raw); text {
	case "null", `""`, "{}", "[]":
		return ""
	default:
		return text
	}
}
