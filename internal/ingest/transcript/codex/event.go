package codex

import (
	"cmp"
	"github.com/tidwall/gjson"
	"strconv"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// happened reads an event of the program.
func (c *reader) happened(payload gjson.Result, at model.Instant, out *transcript.Batch) {
	kind := transcript.Clip(payload.Get("type").String(), 40)
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
		c.say(transcript.Text(payload.Get("message")), at, out)
	case "task_complete", "turn_complete":
		c.flush(at, out)
		c.closePrompt(ingest.StatusCompleted, c.sincePrompt(at), out)
	case "turn_aborted":
		c.flush(at, out)
		c.close(ingest.StatusCancelled, out)
		c.closePrompt(ingest.StatusCancelled, c.sincePrompt(at), out)
	case "error", "stream_error":
		e := c.event(ingest.MarkID(c.state.Own, kind, string(at)), ingest.TypeError, at)
		e.Error, e.Status = transcript.Text(payload.Get("message")), ingest.StatusFailed
		e.Output = e.Error
		out.AddEvent(e)
	case "context_compacted":
		e := c.event(ingest.MarkID(c.state.Own, "compact", string(at)), ingest.TypeCheckPoint, at)
		e.ToolName, e.Status = "Compact", ingest.StatusCompleted
		out.AddEvent(e)
	case "thread_name_updated":
		out.AddSession(ingest.Session{ID: c.state.Session, Agent: program, Title: transcript.Truncate(transcript.Text(payload.Get("thread_name")), 500)})
	case "sub_agent_activity", "collab_agent_spawn_end":
		c.spawned(transcript.ID(payload.Get("call_id")), cmp.Or(transcript.ID(payload.Get("new_thread_id")), transcript.ID(payload.Get("agent_thread_id"))), at, out)
	default:
		out.Ignore("event_msg " + kind)
	}
}

// prompt keeps what the user said until its turn is named: hooks and telemetry name it by that.
func (c *reader) prompt(payload gjson.Result, at model.Instant, out *transcript.Batch) {
	c.flush(at, out)
	said := transcript.Text(payload.Get("message"))
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
func (c *reader) flush(at model.Instant, out *transcript.Batch) {
	if c.state.Waiting == "" {
		return
	}
	if c.state.Turn != c.state.PromptTurn {
		c.state.PromptTurn, c.state.Prompts, c.state.Said = c.state.Turn, 0, 0
	}
	c.state.Prompts++
	c.closePrompt(ingest.StatusCompleted, nil, out)
	e := ingest.Event{
		ID: ingest.PromptID(c.state.Own, c.key(c.state.Prompts)), SessionID: c.state.Session, AgentID: program,
		Type: ingest.TypeToolCall, ToolName: model.ToolUserQuery, At: cmp.Or(c.state.WaitsAt, at), Input: c.state.Waiting,
		Status: ingest.StatusStarted, Fingerprint: ingest.PromptFingerprint(ingest.SourceTranscript, c.state.Own, c.state.Turn != ""),
	}
	c.state.Waiting = ""
	out.AddEvent(e)
	e.Input = ""
	c.state.Prompt = e
}

// key is the turn, for its first prompt or message, and a number beside it for those that follow.
func (c *reader) key(n int) string {
	if n == 1 && c.state.Turn != "" {
		return c.state.Turn
	}
	return c.state.Turn + "/" + strconv.Itoa(n)
}

func (c *reader) sincePrompt(at model.Instant) *float64 {
	seconds, ok := at.Seconds(c.state.Prompt.At)
	if !ok || seconds < 0 {
		return nil
	}
	return &seconds
}

func (c *reader) say(said string, at model.Instant, out *transcript.Batch) {
	c.flush(at, out)
	if said == "" {
		return
	}
	if c.state.Subagent != "" && c.state.Turn != c.state.PromptTurn {
		c.state.PromptTurn, c.state.Said = c.state.Turn, 0
	}
	c.state.Said++
	e := c.event(ingest.MessageID(c.state.Own, c.key(c.state.Said)), ingest.TypeCompletion, at)
	transcript.SetMessage(&e, said)
	out.AddEvent(e)
}
