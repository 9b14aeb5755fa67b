package claude

import (
	"cmp"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// notPrompts are the beginnings of what stands where the user speaks and was not said by the user.
var notPrompts = [...]string{
	"This session is being continued", "<local-command-caveat>", "<local-command-stdout>", interruption, "<task-notification>",
	"Stop hook feedback:", "<ide_opened_file>", "<ide_selection>", "<session-start-hook>", "<tick>", "<goal>",
}

// interruption begins what is written when the user stops the agent.
const interruption = "[Request interrupted"

func (c *reader) user(r record, out *transcript.Batch) {
	content := r.message.Get("content")
	if c.results(r, content, out) || r.meta || r.summary {
		return
	}
	said, ok := promptText(content)
	switch {
	case ok && r.branch == "" && r.agent == "" && !r.sidechain:
		c.prompt(r, said, out)
	case strings.HasPrefix(said, interruption) && r.branch == "" && !r.again:
		c.closeTools(ingest.StatusCancelled, out)
		c.closePrompt(ingest.StatusCancelled, r.at, out)
	case strings.HasPrefix(said, "<task-notification>") && !r.again:
		c.notification(r, said, out)
	}
}

// promptText returns what the user said. ok is false for what was not said by the user: said is then the text as it stands.
func promptText(content gjson.Result) (said string, ok bool) {
	if content.Type == gjson.String {
		said = transcript.Text(content)
		return visible(said), isSaid(said)
	}
	var parts []string
	if !content.IsArray() {
		return "", false
	}
	content.ForEach(func(_, block gjson.Result) bool {
		switch block.Get("type").Str {
		case "text":
			if part := transcript.Text(block.Get("text")); isSaid(part) {
				parts, ok = append(parts, visible(part)), true
			} else {
				said = cmp.Or(said, part)
			}
		case "image":
			parts, ok = append(parts, "[image]"), true
		}
		return len(parts) < 100
	})
	if ok {
		said = strings.Join(parts, "\n")
	}
	return said, ok
}

// isSaid reports whether a text is one of the user.
func isSaid(said string) bool {
	said = strings.TrimSpace(said)
	for _, beginning := range notPrompts {
		if strings.HasPrefix(said, beginning) {
			return false
		}
	}
	if rest, ok := strings.CutPrefix(said, "<system-reminder>"); ok {
		_, rest, ok = strings.Cut(rest, "</system-reminder>")
		return ok && isSaid(rest)
	}
	return said != ""
}

// visible shows a slash command as the user typed it.
func visible(said string) string {
	name := under(said, "command-name")
	if name == "" {
		return said
	}
	return strings.TrimSpace(name + " " + under(said, "command-args"))
}

// prompt begins a turn.
func (c *reader) prompt(r record, said string, out *transcript.Batch) {
	key := cmp.Or(r.promptID, r.uuid, string(r.at))
	e := ingest.Event{
		ID: ingest.PromptID(r.session, key), SessionID: r.session, AgentID: program, Type: ingest.TypeToolCall,
		ToolName: model.ToolUserQuery, At: r.at, Input: said, Status: ingest.StatusStarted,
		Fingerprint: ingest.PromptFingerprint(ingest.SourceTranscript, r.session, r.promptID != ""),
	}
	if r.promptID != "" {
		c.state.Prompts.Put(r.promptID, true, maxPrompts)
	}
	if r.again {
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
