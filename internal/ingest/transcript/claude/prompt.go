package claude

import (
	"cmp"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// notPrompts are the beginnings of messages in the role of the user that the user did not write.
var notPrompts = [...]string{
	"This session is being continued", "<local-command-caveat>", "<local-command-stdout>", interruption, "<task-notification>",
	"Stop hook feedback:", "<ide_opened_file>", "<ide_selection>", "<session-start-hook>", "<tick>", "<goal>",
}

// interruption begins the message that is written when the user stops the agent.
const interruption = "[Request interrupted"

// user reads a message in the role of the user: a prompt, results of tools, an interruption or a notification.
func (c *reader) user(r record, out *transcript.Batch) {
	content := jsonscan.Get(r.message, "content")
	if c.results(r, content, out) || r.meta || r.summary {
		return
	}
	text, ok := promptText(content)
	switch {
	case ok && r.branch == "" && r.agent == "" && !r.sidechain:
		c.prompt(r, text, out)
	case strings.HasPrefix(text, interruption) && r.branch == "" && !r.isRepeated:
		c.closeTools(ingest.StatusCancelled, out)
		c.closePrompt(ingest.StatusCancelled, r.at, out)
	case strings.HasPrefix(text, "<task-notification>") && !r.isRepeated:
		c.notification(r, text, out)
	}
}

// promptText returns what the user wrote. For a message that the user did not write, ok is false and text is its text.
func promptText(content gjson.Result) (text string, ok bool) {
	if content.Type == gjson.String {
		text = transcript.Text(content)
		return asTyped(text), isFromUser(text)
	}
	var parts []string
	if !content.IsArray() {
		return "", false
	}
	jsonscan.Each(content, func(_ string, block gjson.Result) bool {
		switch jsonscan.Get(block, "type").Str {
		case "text":
			if part := transcript.Text(jsonscan.Get(block, "text")); isFromUser(part) {
				parts, ok = append(parts, asTyped(part)), true
			} else {
				text = cmp.Or(text, part)
			}
		case "image":
			parts, ok = append(parts, "[image]"), true
		}
		return len(parts) < 100
	})
	if ok {
		text = strings.Join(parts, "\n")
	}
	return text, ok
}

// isFromUser reports whether the user wrote a text.
func isFromUser(text string) bool {
	text = strings.TrimSpace(text)
	for _, beginning := range notPrompts {
		if strings.HasPrefix(text, beginning) {
			return false
		}
	}
	if rest, ok := strings.CutPrefix(text, "<system-reminder>"); ok {
		_, rest, ok = strings.Cut(rest, "</system-reminder>")
		return ok && isFromUser(rest)
	}
	return text != ""
}

// asTyped returns a slash command as the user typed it, and any other text as it is.
func asTyped(text string) string {
	name := tagContent(text, "command-name")
	if name == "" {
		return text
	}
	return strings.TrimSpace(name + " " + tagContent(text, "command-args"))
}

// prompt begins a turn.
func (c *reader) prompt(r record, text string, out *transcript.Batch) {
	key := cmp.Or(r.promptID, r.uuid, string(r.at))
	e := ingest.Event{
		ID: ingest.PromptID(r.session, key), SessionID: r.session, AgentID: program, Type: ingest.TypeToolCall,
		ToolName: model.ToolUserQuery, At: r.at, Input: text, Status: ingest.StatusStarted,
		Fingerprint: ingest.PromptFingerprint(ingest.SourceTranscript, r.session, r.promptID != ""),
	}
	if r.promptID != "" {
		c.state.Prompts.Put(r.promptID, true, maxPrompts)
	}
	if r.isRepeated {
		c.state.Prompt = ingest.Event{}
		return
	}
	if c.state.Prompt.ID != e.ID {
		c.closePrompt(ingest.StatusCompleted, c.state.Before, out)
	}
	out.AddEvent(e)
	e.Input = ""
	c.state.Prompt = e
}

// tagContent returns the text between <name> and </name> in content, "" where there is none.
func tagContent(content, name string) string {
	_, rest, found := strings.Cut(content, "<"+name+">")
	inner, _, closed := strings.Cut(rest, "</"+name+">")
	if !found || !closed {
		return ""
	}
	return strings.Clone(strings.TrimSpace(inner))
}
