package codex

import (
	"regexp"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// typedText returns what a user typed in a message that the model reads in the user's name, "" for nothing. The message also holds what Codex
// injects. An annotation says of each part what it is; without one the texts tell (codex-rs/core/src/context/contextual_user_message.rs).
func typedText(message gjson.Result) string {
	content := jsonscan.Get(message, "content")
	if content.Type == gjson.String {
		return unlessInjected(transcript.Text(content))
	}
	kinds := jsonscan.Get(jsonscan.Get(message, "internal_chat_message_metadata_passthrough"), "content_item_kinds").Array()
	parts := content.Array()
	var texts []string
	hasOther := false
	for i, part := range parts {
		text := jsonscan.Get(part, "text").Str
		switch isAnnotated := len(kinds) > 0 && len(kinds) == len(parts); {
		case isAnnotated && !isTypedKind(kinds[i].Str), !isAnnotated && isInjected(text):
		case strings.TrimSpace(text) != "" && !isImageTag(text):
			texts = append(texts, text)
		case text == "":
			hasOther = true
		}
	}
	if len(texts) == 0 && hasOther {
		return "[image]"
	}
	return transcript.Truncate(strings.Join(texts, "\n"), ingest.MaxEventText)
}

// isTypedKind reports whether the annotation of a part says that a user typed it, or leaves that open.
func isTypedKind(kind string) bool {
	switch kind {
	case "", "unknown", "images.preparation_error", "images.unsupported", "audio.unsupported":
		return true
	default:
		return strings.HasPrefix(kind, "user.")
	}
}

// isImageTag reports whether a text is one of the tags that Codex puts around an image.
func isImageTag(text string) bool {
	text = strings.TrimSpace(text)
	return text == "</image>" || strings.HasPrefix(text, "<image") && strings.HasSuffix(text, ">") && !strings.Contains(text, "\n")
}

// injections are how texts begin and end that Codex injects. A user may type any other text that looks like a tag.
var injections = []struct{ start, end string }{
	{"# AGENTS.md instructions", "</INSTRUCTIONS>"},
	{"<user_instructions>", "</user_instructions>"},
	{"<environment_context>", "</environment_context>"},
	{"<skill>", "</skill>"},
	{"<user_shell_command>", "</user_shell_command>"},
	{"<turn_aborted>", "</turn_aborted>"},
	{"<subagent_notification>", "</subagent_notification>"},
	{"<recommended_plugins>", "</recommended_plugins>"},
	{"<goal_context>", "</goal_context>"},
	{`<codex_internal_context source="`, "</codex_internal_context>"},
	{"<hook_prompt hook_run_id=", "</hook_prompt>"},
}

// reviews are how the texts begin with which Codex asks another model to review an action (codex-rs/guardian-context).
var reviews = []string{
	"The following is the Codex agent history", "The Codex agent has requested the following", "Assess the exact planned action below",
	"Planned action JSON:", "Reviewed Codex session id:", "Some conversation entries were omitted.", ">>> TRANSCRIPT ", ">>> APPROVAL REQUEST ",
}

// external matches the tag around a context of another program. The tag at the end has the same key.
var external = regexp.MustCompile(`^<external_([A-Za-z0-9_-]+)>`)

// isInjected reports whether Codex injected a text, by its beginning and its end.
func isInjected(text string) bool {
	text = strings.TrimSpace(text)
	for _, mark := range injections {
		if hasFoldedPrefix(text, mark.start) && hasFoldedSuffix(text, mark.end) {
			return true
		}
	}
	for _, start := range reviews {
		if strings.HasPrefix(text, start) {
			return true
		}
	}
	match := external.FindStringSubmatch(text)
	return match != nil && strings.HasSuffix(text, "</external_"+match[1]+">")
}

func unlessInjected(text string) string {
	if isInjected(text) {
		return ""
	}
	return text
}

func hasFoldedPrefix(text, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
}

func hasFoldedSuffix(text, suffix string) bool {
	return len(text) >= len(suffix) && strings.EqualFold(text[len(text)-len(suffix):], suffix)
}
