package claude

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// other reads records that are not messages.
func (c *reader) other(r record, out *transcript.Batch) {
	switch r.kind {
	case "custom-title":
		c.title(jsonscan.Get(r.whole, "customTitle"), true)
	case "ai-title":
		c.title(jsonscan.Get(r.whole, "aiTitle"), false)
	case "summary":
		c.summary(r, out)
	case "system":
		c.system(r, out)
	case "progress":
		c.agentProgress(r, out)
	case "queue-operation":
		if content := transcript.Text(jsonscan.Get(r.whole, "content")); strings.Contains(content, "<task-notification>") {
			c.notification(r, content, out)
		} else {
			c.queued(r, content, out)
		}
	case "attachment":
		c.attachment(r, out)
	case "cost-state":
		out.AddSession(ingest.Session{ID: r.session, Agent: program, Metadata: map[string]json.RawMessage{"cost_state": transcript.RawJSON(r.whole)}})
	case "pr-link":
		out.AddSession(ingest.Session{ID: r.session, Agent: program, Metadata: transcript.Texts(r.whole, "prUrl", "prRepository")})
	default:
		out.Ignore(transcript.Truncate(r.kind, transcript.MaxKind))
	}
}

// title keeps the last title. One that the user chose wins over a generated one.
func (c *reader) title(value gjson.Result, custom bool) {
	title := transcript.Truncate(transcript.Text(value), maxTitle)
	if title == "" || c.state.CustomTitle && !custom {
		return
	}
	c.state.Title, c.state.CustomTitle, c.state.Summed = title, custom, false
}

// summary names the session of the record that it sums up, which may be another one: a session begins with the summaries of former ones.
func (c *reader) summary(r record, out *transcript.Batch) {
	leaf := transcript.ID(jsonscan.Get(r.whole, "leafUuid"))
	title := transcript.Truncate(transcript.Text(jsonscan.Get(r.whole, "summary")), maxTitle)
	if leaf == "" || title == "" {
		return
	}
	if owner := c.from.Seen.Owner(leaf, ""); owner != "" {
		c.nameOwner(owner, title, out)
		return
	}
	c.from.Seen.AwaitTitle(leaf, title)
}

// nameByLeaf names the session of a record if a summary of it was read before.
func (c *reader) nameByLeaf(r record, out *transcript.Batch) {
	if title := c.from.Seen.TitleFor(r.uuid); title != "" {
		c.nameOwner(r.owner, title, out)
	}
}

// nameOwner names the session to which a record belongs. A title that Claude Code wrote for the session itself wins.
func (c *reader) nameOwner(owner, title string, out *transcript.Batch) {
	session, _, _ := strings.Cut(owner, "\x00")
	if session != c.state.Session {
		out.AddSession(ingest.Session{ID: session, Agent: program, Title: title})
		return
	}
	if c.state.Title == "" || c.state.Summed {
		c.state.Title, c.state.Summed = title, true
	}
}

// maxTitle is the length of the longest title, in characters.
const maxTitle = 500

// system reads a record of the program itself.
func (c *reader) system(r record, out *transcript.Batch) {
	if r.isRepeated {
		return
	}
	subtype := transcript.Truncate(jsonscan.Get(r.whole, "subtype").String(), transcript.MaxKind)
	switch subtype {
	case "compact_boundary", "microcompact_boundary":
		e := c.event(r, ingest.MarkID(r.session, compactionMark, r.uuid), ingest.TypeCheckPoint)
		e.ToolName, e.Status, e.Output = "Compact", ingest.StatusCompleted, transcript.Text(jsonscan.Get(r.whole, "content"))
		p := ingest.Part{Section: model.SectionBody, Type: model.PartCompaction, Text: e.Output}
		for _, name := range []string{"compactMetadata", "microcompactMetadata"} {
			if value := jsonscan.Get(r.whole, name); value.Exists() {
				p.Meta = transcript.RawJSON(value)
				e.Context = transcript.With(e.Context, name, p.Meta)
			}
		}
		e.Message = &ingest.Message{Kind: model.KindCompaction, Role: model.RoleUser, Parts: []ingest.Part{p}}
		c.state.Compaction = r.uuid
		out.AddEvent(e)
	case "api_error":
		e := c.event(r, ingest.MarkID(r.session, "api_error", r.uuid), ingest.TypeError)
		e.Status, e.Error = ingest.StatusFailed, apiErrorText(r.failure)
		e.Output = e.Error
		e.Context = transcript.With(nil, "error", transcript.RawJSON(r.failure))
		e.Message = ingest.Said(model.KindError, model.RoleSystem, e.Error)
		if e.Message != nil {
			e.Message.Parts[0].Meta = retryFacts(r.whole)
		}
		if retry := jsonscan.Get(r.whole, "retryInMs"); retry.Type == gjson.Number && retry.Num >= 0 {
			e.Context = transcript.With(e.Context, ingest.RetryMember, transcript.RawJSON(retry))
		}
		out.AddEvent(e)
	case "turn_duration":
		if e := c.state.Prompt; e.ID != "" && e.Status != ingest.StatusCancelled && r.branch == "" {
			if ms := jsonscan.Get(r.whole, "durationMs"); ms.Type == gjson.Number && ms.Float() >= 0 {
				seconds := ms.Float() / 1000
				e.DurationSeconds = &seconds
			}
			e.Status = ingest.StatusCompleted
			out.AddEvent(e)
			c.state.Prompt.Status = e.Status
		}
	default:
		out.Ignore("system " + subtype)
	}
}

// retryFacts returns what the record of a failed request says of the next attempt.
func retryFacts(whole gjson.Result) json.RawMessage {
	facts := map[string]json.RawMessage{}
	for _, name := range []string{"retryInMs", "retryAttempt", "maxRetries"} {
		if value := jsonscan.Get(whole, name); value.Type == gjson.Number {
			facts[name] = transcript.RawJSON(value)
		}
	}
	if len(facts) == 0 {
		return nil
	}
	return transcript.Quoted(facts)
}

// apiErrorText returns the message of a failed request.
func apiErrorText(value gjson.Result) string {
	if value.Type == gjson.String {
		return transcript.Text(value)
	}
	return cmp.Or(transcript.Text(value.Get("error.error.message")), transcript.Text(value.Get("error.message")), transcript.Text(jsonscan.Get(value, "message")), transcript.Truncate(value.Raw, 500))
}

// attachment adds a prompt that was typed while a tool ran.
func (c *reader) attachment(r record, out *transcript.Batch) {
	attached := jsonscan.Get(r.whole, "attachment")
	if jsonscan.Get(attached, "type").Str != "queued_command" {
		out.Ignore("attachment " + transcript.Truncate(jsonscan.Get(attached, "type").String(), transcript.MaxKind))
		return
	}
	text, ok := promptText(jsonscan.Get(attached, "prompt"))
	r.origin = cmp.Or(transcript.ID(jsonscan.Get(jsonscan.Get(attached, "origin"), "kind")), r.origin, transcript.ID(jsonscan.Get(attached, "commandMode")))
	c.hears(r, false)
	switch isMain := r.branch == "" && !r.sidechain; {
	case strings.HasPrefix(text, notification):
		c.notification(r, text, out)
	case isMain && c.shell(r, text, out):
	case isMain && text != "" && r.isFromUser(ok):
		c.state.Last.TakeUp(&c.state.Prompt, out)
		c.prompt(r, text, jsonscan.Get(attached, "prompt"), out)
	}
}
