package codex

import (
	"cmp"
	"encoding/json"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// program is the agent whose sessions are read.
const program = agent.Codex

// reader reads a rollout of Codex.
type reader struct {
	from  transcript.Source
	state state
}

func newReader(from transcript.Source, carry json.RawMessage) (transcript.Reader, error) {
	c := &reader{from: from}
	return c, transcript.Restore(carry, &c.state)
}

// Read reads one line.
func (c *reader) Read(line []byte, out *transcript.Batch) {
	r, ok := c.parse(line, out)
	if !ok {
		return
	}
	if r.kind == "session_meta" {
		c.sessionMeta(r, out)
		return
	}
	if c.state.Session == "" {
		c.state.Own = threadOf(c.from.Name)
		c.state.Session = c.state.Own
		c.beginSession(r, out)
	}
	if c.isHistory(r) {
		c.readHistory(r)
		return
	}
	c.followTurn(r, out)
	switch r.kind {
	case "turn_context":
		c.turnContext(r, out)
	case "response_item":
		c.item(r, out)
	case "event_msg":
		c.eventMessage(r, out)
	case "token_usage_record":
		c.usageRecord(r, out)
	case "compacted":
		// An event or an item reports the same. Its copy of the latest token_usage_record is no request of its own.
		c.compacted(r, out)
	default:
		out.Ignore(r.kind)
	}
}

// event returns what all events have in common. An event whose prompt is not known belongs to the latest prompt of its session: a turn may begin
// without one.
func (c *reader) event(id, kind string, at model.Instant) ingest.Event {
	return ingest.Event{
		ID: id, SessionID: c.state.Session, AgentID: c.actor(), Type: kind, At: at, ParentID: c.state.Prompt.ID, InTurn: c.state.Prompt.ID == "",
		Subagent: c.state.Subagent, Model: c.state.model(c.state.Turn),
	}
}

// actor returns the agent that causes the records of the file: the agent, or the type of its subagent.
func (c *reader) actor() string { return cmp.Or(c.state.SubagentType, program) }
