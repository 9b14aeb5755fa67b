package transcript

import (
	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// happened reads an event of the program.
func (c *codex) happened(payload gjson.Result, at model.Instant, out *Batch) {
	kind := clip(payload.Get("type").String(), 40)
	if kind == "token_count" {
		c.count(payload.Get("info"), at, out)
		return
	}
	if c.state.Replaying {
		return
	}
	switch kind {
	case "user_message":
		c.prompt(payload, at, out)
	case "agent_message":
		c.say(text(payload.Get("message")), at, out)
	case "task_complete", "turn_complete":
		c.flush(at, out)
		c.closePrompt(ingest.StatusCompleted, c.sincePrompt(at), out)
	case "turn_aborted":
		c.flush(at, out)
		c.close(ingest.StatusCancelled, out)
		c.closePrompt(ingest.StatusCancelled, c.sincePrompt(at), out)
	case "error", "stream_error":
		e := c.event(ingest.MarkID(c.state.Own, kind, string(at)), ingest.TypeError, at)
		e.Error, e.Status = text(payload.Get("message")), ingest.StatusFailed
		e.Output = e.Error
		out.event(e)
	case "context_compacted":
		e := c.event(ingest.MarkID(c.state.Own, "compact", string(at)), ingest.TypeCheckPoint, at)
		e.ToolName, e.Status = "Compact", ingest.StatusCompleted
		out.event(e)
	case "thread_name_updated":
		out.session(ingest.Session{ID: c.state.Session, Agent: codexAgent, Title: clip(text(payload.Get("thread_name")), 500)})
	case "sub_agent_activity", "collab_agent_spawn_end":
		c.spawned(idText(payload.Get("call_id")), first(idText(payload.Get("new_thread_id")), idText(payload.Get("agent_thread_id"))), at, out)
	default:
		out.ignore("event_msg " + kind)
	}
}

// prompt keeps what the user said until its turn is named: hooks and telemetry name it by that.
func (c *codex) prompt(payload gjson.Result, at model.Instant, out *Batch) {
	c.flush(at, out)
	said := text(payload.Get("message"))
	if said == "" && len(payload.Get("images").Array()) > 0 {
		said = "[image]"
	}
	if said == "" || c.state.Subagent != "" {
		return
	}
	c.state.Waiting, c.state.WaitsAt = said, at
	if c.state.Turn != "" && c.state.Turn != c.state.PromptTurn {
		c.flush(at, out)
	}
}

// flush tells the prompt that waits.
func (c *codex) flush(at model.Instant, out *Batch) {
	if c.state.Waiting == "" {
		return
	}
	if c.state.Turn != c.state.PromptTurn {
		c.state.PromptTurn, c.state.Prompts, c.state.Said = c.state.Turn, 0, 0
	}
	c.state.Prompts++
	c.closePrompt(ingest.StatusCompleted, nil, out)
	e := ingest.Event{
		ID: ingest.PromptID(c.state.Own, c.key(c.state.Prompts)), SessionID: c.state.Session, AgentID: codexAgent,
		Type: ingest.TypeToolCall, ToolName: model.ToolUserQuery, At: first2(c.state.WaitsAt, at), Input: c.state.Waiting,
		Status: ingest.StatusStarted, Fingerprint: ingest.PromptFingerprint(ingest.SourceTranscript, c.state.Own, c.state.Turn != ""),
	}
	c.state.Waiting = ""
	out.event(e)
	e.Input = ""
	c.state.Prompt = e
}

// key is the turn, for its first prompt or message, and a number beside it for those that follow.
func (c *codex) key(n int) string {
	if n == 1 && c.state.Turn != "" {
		return c.state.Turn
	}
	return c.state.Turn + "/" + ordinal(n)
}

func (c *codex) sincePrompt(at model.Instant) *float64 {
	seconds, ok := at.Seconds(c.state.Prompt.At)
	if !ok || seconds < 0 {
		return nil
	}
	return &seconds
}

func (c *codex) say(said string, at model.Instant, out *Batch) {
	c.flush(at, out)
	if said == "" {
		return
	}
	if c.state.Subagent != "" && c.state.Turn != c.state.PromptTurn {
		c.state.PromptTurn, c.state.Said = c.state.Turn, 0
	}
	c.state.Said++
	e := c.event(ingest.MessageID(c.state.Own, c.key(c.state.Said)), ingest.TypeCompletion, at)
	speak(&e, said)
	out.event(e)
}
