package claude

import (
	"cmp"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// interruption begins the message that is written when the user stops the agent.
const interruption = "[Request interrupted"

// notification begins a message about work in the background.
const notification = "<task-notification"

// speech is what Claude Code writes in the place of the user.
var speech = agent.Get(program).Speech

// user reads a message in the role of the user: a prompt, a command of the shell, results of tools, an interruption, a notification, or what
// another agent said.
func (c *reader) user(r record, out *transcript.Batch) {
	content := jsonscan.Get(r.message, "content")
	if c.results(r, content, out) {
		return
	}
	if r.summary {
		c.hears(r, false)
		c.compacted(r, content, out)
		return
	}
	text, ok := promptText(content)
	isMain := r.branch == "" && r.agent == "" && !r.sidechain
	switch {
	case strings.HasPrefix(text, interruption):
		if r.branch == "" && !r.isRepeated && !r.meta {
			c.closeTools(ingest.StatusCancelled, out)
			transcript.CloseTurn(&c.state.Prompt, ingest.StatusCancelled, r.at, out)
		}
		c.added(r, content, out)
	case strings.HasPrefix(text, notification) && r.origin != human:
		c.hears(r, false)
		c.foreignPrompt(r, text, content, out)
		if !r.isRepeated {
			c.notification(r, text, out)
		}
	case isMain && c.shell(r, text, out):
	case r.isFromUser(ok) && text != "":
		c.hears(r, false)
		if isMain {
			c.prompt(r, text, content, out)
		} else {
			c.asksSubagent(r, content, out)
		}
	case r.meta:
		c.added(r, content, out)
	default:
		c.hears(r, false)
		c.foreignPrompt(r, text, content, out)
		if isMain && !r.isRepeated && strings.HasPrefix(text, "<local-command-stdout>") { // the program itself answered a command
			transcript.CloseTurn(&c.state.Prompt, ingest.StatusCompleted, r.at, out)
		}
	}
}

// foreignPrompt adds what somebody else than the user said, where it has the id of a prompt: other sources name it as the prompt of what
// follows, which belongs to the prompt before.
func (c *reader) foreignPrompt(r record, text string, content gjson.Result, out *transcript.Batch) {
	if _, isKnown := c.state.PromptIDs.Get(r.promptID); r.promptID == "" || isKnown || r.isRepeated || r.branch != "" || r.agent != "" || r.sidechain {
		c.added(r, content, out)
		return
	}
	e := c.event(r, ingest.ForeignPromptID(r.session, r.promptID), ingest.TypeCheckPoint)
	e.ToolName, e.Input, e.Status, e.InTurn = ingest.ForeignPrompt, text, ingest.StatusRecorded, e.ParentID == ""
	e.Continues = ingest.PromptID(r.session, r.promptID)
	e.Message = ingest.Said(model.KindNotice, model.RoleUser, cmp.Or(transcript.Whole(content), text))
	out.AddEvent(e)
}

// human is the origin of what a person wrote.
const human = "human"

// isFromUser reports whether the user wrote the message: the record may state who did, a message that a tool or Claude Code itself added is
// marked, and of all others the text tells.
func (r *record) isFromUser(byText bool) bool {
	if isUser, ok := speech.IsUser(r.origin); ok {
		return isUser
	}
	return byText && !r.meta && !r.byTool
}

// promptText returns what the user wrote. For a message that the user did not write, ok is false and text is its text.
func promptText(content gjson.Result) (text string, ok bool) {
	if content.Type == gjson.String {
		text = transcript.Text(content)
		return speech.AsTyped(text), speech.IsFromUser(text)
	}
	var parts []string
	if !content.IsArray() {
		return "", false
	}
	jsonscan.Each(content, func(_ string, block gjson.Result) bool {
		switch jsonscan.Get(block, "type").Str {
		case "text":
			if part := transcript.Text(jsonscan.Get(block, "text")); speech.IsFromUser(part) {
				parts, ok = append(parts, speech.AsTyped(part)), true
			} else {
				text = cmp.Or(text, part)
			}
		case "image", "document":
			parts, ok = append(parts, toolcall.DescribeMedia(block)), true
		}
		return len(parts) < 100
	})
	if ok {
		text = strings.Join(parts, "\n")
	}
	return text, ok
}

// prompt begins a turn.
func (c *reader) prompt(r record, text string, content gjson.Result, out *transcript.Batch) {
	key := cmp.Or(r.promptID, r.uuid, string(r.at))
	e := ingest.Event{
		ID: ingest.PromptID(r.session, key), SessionID: r.session, AgentID: program, Type: ingest.TypeToolCall,
		ToolName: model.ToolUserQuery, At: r.at, Input: text, Status: ingest.StatusStarted,
		Fingerprint: ingest.PromptFingerprint(ingest.SourceTranscript, r.session, r.promptID != ""),
	}
	if r.isRepeated {
		c.repeatedPrompt(r, key)
		return
	}
	if r.promptID != "" {
		c.state.PromptIDs.Put(r.promptID, e.ID, maxPrompts)
	}
	if c.state.Prompt.ID != e.ID {
		c.state.Last.EndTurn(&c.state.Prompt, e.ID, out)
	}
	e.Message = &ingest.Message{Kind: model.KindPrompt, Role: model.RoleUser, Parts: promptParts(content)}
	out.AddEvent(e)
	e.Input, e.Message = "", nil
	c.state.Prompt = e
}

// repeatedPrompt reads a prompt of another session: what follows and is no repetition answers it.
func (c *reader) repeatedPrompt(r record, key string) {
	c.state.Prompt, c.state.Last = ingest.Event{}, transcript.Last{}
	owner, _, _ := strings.Cut(r.owner, "\x00")
	if owner == "" {
		return
	}
	c.state.Prompt.ID = ingest.PromptID(owner, key)
	if r.promptID != "" {
		c.state.PromptIDs.Put(r.promptID, c.state.Prompt.ID, maxPrompts)
	}
}
