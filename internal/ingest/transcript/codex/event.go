package codex

import (
	"cmp"
	"encoding/json"
	"strconv"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// eventMessage reads an event.
func (c *reader) eventMessage(r record, out *transcript.Batch) {
	switch r.event {
	case "token_count":
		c.tokenCount(r, out)
	case "item_completed":
		c.itemCompleted(r, out)
	case "task_started", "turn_started":
		// It names the turn.
	case "thread_settings_applied":
		c.threadSettings(jsonscan.Get(r.payload, "thread_settings"))
	case "user_message":
		c.userMessage(r, out)
	case "agent_message":
		c.message(message{text: transcript.Whole(jsonscan.Get(r.payload, "message")), phase: jsonscan.Get(r.payload, "phase"), form: formEvent}, r.at, out)
	case "task_complete", "turn_complete":
		c.endTurn(r, ingest.StatusCompleted, out)
	case "turn_aborted":
		c.abortTurn(r, out)
	case "sub_agent_activity", "collab_agent_spawn_end":
		c.activity(r, r.payload, out)
	default:
		c.notice(r, out)
	}
}

// notice reads an event that says something about the thread.
func (c *reader) notice(r record, out *transcript.Batch) {
	switch r.event {
	case "error", "stream_error":
		e := c.event(ingest.MarkID(c.state.Own, r.event, string(r.at)), ingest.TypeError, r.at)
		e.Error, e.Status = transcript.Text(jsonscan.Get(r.payload, "message")), ingest.StatusFailed
		e.Output = e.Error
		e.Message = ingest.Said(model.KindError, model.RoleSystem, transcript.Whole(jsonscan.Get(r.payload, "message")))
		if info := transcript.Text(jsonscan.Get(r.payload, "codex_error_info")); info != "" {
			e.Context = transcript.With(e.Context, ingest.FailureMember, transcript.Quoted(transcript.Truncate(info, transcript.MaxKind)))
		}
		if r.event == "stream_error" { // it is written before each new try
			e.Context = transcript.With(e.Context, ingest.RetryMember, transcript.Quoted(0))
		}
		out.AddEvent(e)
		if r.event == "error" {
			c.see(transcript.LastFailure, r.at)
		}
	case "context_compacted":
		c.checkPoint("Compact", "compact", string(r.at), "", r.at, out)
	case "thread_rolled_back":
		c.checkPoint("Rollback", "rollback", string(r.at), turnsText(jsonscan.Get(r.payload, "num_turns").Int()), r.at, out)
	case "thread_name_updated":
		out.AddSession(ingest.Session{ID: c.state.Session, Agent: program, Title: transcript.Truncate(transcript.Text(jsonscan.Get(r.payload, "thread_name")), 500)})
	default:
		out.Ignore("event_msg " + r.event)
	}
}

// checkPoint adds that something happened to the conversation. key distinguishes those of one kind.
func (c *reader) checkPoint(name, kind, key, text string, at model.Instant, out *transcript.Batch) {
	e := c.event(ingest.MarkID(c.state.Own, kind, key), ingest.TypeCheckPoint, at)
	e.ToolName, e.Status, e.Input = name, ingest.StatusCompleted, text
	out.AddEvent(e)
}

// turnsText says how many turns were taken back: they were made and paid, but the model does not see them any more.
func turnsText(n int64) string {
	if n == 1 {
		return "1 turn"
	}
	return strconv.FormatInt(n, 10) + " turns"
}

// message is what the agent said.
type message struct {
	// id is the id of the message, "" where its record has none. text is the whole text. phase says whether it is the answer or a remark on the way to it.
	id, text string
	phase    gjson.Result
	form     form
}

// message adds what the agent said.
func (c *reader) message(m message, at model.Instant, out *transcript.Batch) {
	c.addPendingPrompt(at, out)
	if m.text == "" || c.isTold("agent", c.state.Turn, m.text, m.form) {
		return
	}
	if c.state.Turn != c.state.MessageTurn {
		c.state.MessageTurn, c.state.Messages = c.state.Turn, 0
	}
	c.state.Messages++
	e := c.event(ingest.MessageID(c.state.Own, cmp.Or(m.id, turnKey(c.state.Turn, c.state.Messages))), ingest.TypeCompletion, at)
	transcript.SetMessage(&e, transcript.Truncate(m.text, ingest.MaxEventText))
	said := transcript.Answer(e.ID, c.state.Session, c.state.Subagent, at, m.text)
	said.Model = e.Model
	out.AddMessage(said)
	if phase := transcript.Text(m.phase); phase != "" {
		e.Context = map[string]json.RawMessage{"phase": transcript.Quoted(phase)}
	}
	c.see(transcript.LastAnswer, at)
	out.AddEvent(e)
}
