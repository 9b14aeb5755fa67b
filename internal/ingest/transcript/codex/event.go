package codex

import (
	"cmp"
	"strconv"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// eventMessage reads an event.
func (c *reader) eventMessage(payload gjson.Result, at model.Instant, out *transcript.Batch) {
	kind := transcript.Truncate(jsonscan.Get(payload, "type").String(), transcript.MaxKind)
	if kind == "token_count" {
		c.tokenCount(jsonscan.Get(payload, "info"), at, out)
		return
	}
	if c.state.Replaying {
		return
	}
	switch kind {
	case "user_message":
		c.keepPrompt(payload, at, out)
	case "agent_message":
		c.message(transcript.Text(jsonscan.Get(payload, "message")), at, out)
	case "task_complete", "turn_complete":
		c.addPendingPrompt(at, out)
		c.endPrompt(ingest.StatusCompleted, c.sincePrompt(at), out)
	case "turn_aborted":
		c.addPendingPrompt(at, out)
		c.endTools(ingest.StatusCancelled, out)
		c.endPrompt(ingest.StatusCancelled, c.sincePrompt(at), out)
	case "error", "stream_error":
		e := c.event(ingest.MarkID(c.state.Own, kind, string(at)), ingest.TypeError, at)
		e.Error, e.Status = transcript.Text(jsonscan.Get(payload, "message")), ingest.StatusFailed
		e.Output = e.Error
		out.AddEvent(e)
	case "context_compacted":
		e := c.event(ingest.MarkID(c.state.Own, "compact", string(at)), ingest.TypeCheckPoint, at)
		e.ToolName, e.Status = "Compact", ingest.StatusCompleted
		out.AddEvent(e)
	case "thread_name_updated":
		out.AddSession(ingest.Session{ID: c.state.Session, Agent: program, Title: transcript.Truncate(transcript.Text(jsonscan.Get(payload, "thread_name")), 500)})
	case "sub_agent_activity", "collab_agent_spawn_end":
		c.spawned(transcript.ID(jsonscan.Get(payload, "call_id")), cmp.Or(transcript.ID(jsonscan.Get(payload, "new_thread_id")), transcript.ID(jsonscan.Get(payload, "agent_thread_id"))), at, out)
	default:
		out.Ignore("event_msg " + kind)
	}
}

// keepPrompt keeps a prompt until its turn is named, by which hooks and telemetry name it.
func (c *reader) keepPrompt(payload gjson.Result, at model.Instant, out *transcript.Batch) {
	c.addPendingPrompt(at, out)
	text := transcript.Text(jsonscan.Get(payload, "message"))
	if text == "" && len(jsonscan.Get(payload, "images").Array()) > 0 {
		text = "[image]"
	}
	if text == "" || c.state.Subagent != "" {
		return
	}
	c.state.Pending, c.state.PendingAt = text, at
	if c.state.Turn != "" && c.state.Turn != c.state.PromptTurn {
		c.addPendingPrompt(at, out)
	}
}

// addPendingPrompt adds the prompt that was kept.
func (c *reader) addPendingPrompt(at model.Instant, out *transcript.Batch) {
	if c.state.Pending == "" {
		return
	}
	if c.state.Turn != c.state.PromptTurn {
		c.state.PromptTurn, c.state.Prompts, c.state.Messages = c.state.Turn, 0, 0
	}
	c.state.Prompts++
	c.endPrompt(ingest.StatusCompleted, nil, out)
	e := ingest.Event{
		ID: ingest.PromptID(c.state.Own, c.turnKey(c.state.Prompts)), SessionID: c.state.Session, AgentID: program,
		Type: ingest.TypeToolCall, ToolName: model.ToolUserQuery, At: cmp.Or(c.state.PendingAt, at), Input: c.state.Pending,
		Status: ingest.StatusStarted, Fingerprint: ingest.PromptFingerprint(ingest.SourceTranscript, c.state.Own, c.state.Turn != ""),
	}
	c.state.Pending = ""
	out.AddEvent(e)
	e.Input = ""
	c.state.Prompt = e
}

// turnKey returns the key of the n-th prompt or message of the turn: the turn for the first one, with a number for the others.
func (c *reader) turnKey(n int) string {
	if n == 1 && c.state.Turn != "" {
		return c.state.Turn
	}
	return c.state.Turn + "/" + strconv.Itoa(n)
}

// sincePrompt returns the seconds since the prompt of the turn, nil where that is not known.
func (c *reader) sincePrompt(at model.Instant) *float64 {
	seconds, ok := at.Seconds(c.state.Prompt.At)
	if !ok || seconds < 0 {
		return nil
	}
	return &seconds
}

// message adds what the agent said.
func (c *reader) message(text string, at model.Instant, out *transcript.Batch) {
	c.addPendingPrompt(at, out)
	if text == "" {
		return
	}
	if c.state.Subagent != "" && c.state.Turn != c.state.PromptTurn {
		c.state.PromptTurn, c.state.Messages = c.state.Turn, 0
	}
	c.state.Messages++
	e := c.event(ingest.MessageID(c.state.Own, c.turnKey(c.state.Messages)), ingest.TypeCompletion, at)
	transcript.SetMessage(&e, text)
	out.AddEvent(e)
}
