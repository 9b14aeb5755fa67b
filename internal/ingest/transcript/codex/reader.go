package codex

import (
	"cmp"
	"encoding/json"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
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
	whole, ok := transcript.ParseObject(line)
	if !ok {
		out.Tally.Broken++
		return
	}
	kind, payload := transcript.Truncate(jsonscan.Get(whole, "type").String(), transcript.MaxKind), jsonscan.Get(whole, "payload")
	at := transcript.Instant(jsonscan.Get(whole, "timestamp"))
	if at.Compare(c.state.At) > 0 {
		c.state.At = at
	}
	at = cmp.Or(at, c.state.At, c.from.Changed)
	if kind == "session_meta" {
		c.sessionMeta(payload, at, out)
		return
	}
	if c.state.Session == "" {
		c.state.Own = codexSession(c.from.Name)
		c.state.Session = c.state.Own
		c.beginSession(payload, at, out)
	}
	c.followTurn(payload, at)
	switch kind {
	case "turn_context":
		c.turnContext(payload, at, out)
	case "response_item":
		c.item(payload, at, out)
	case "event_msg":
		c.eventMessage(payload, at, out)
	case "compacted":
		// The event context_compacted reports the same.
	default:
		out.Ignore(kind)
	}
}

// turnContext reads the settings of a turn.
func (c *reader) turnContext(payload gjson.Result, at model.Instant, out *transcript.Batch) {
	c.state.Model = cmp.Or(transcript.Text(jsonscan.Get(payload, "model")), c.state.Model)
	if cwd := transcript.Text(jsonscan.Get(payload, "cwd")); c.state.Cwd == "" {
		c.state.Cwd = cwd
	}
	c.addPendingPrompt(at, out)
}

// event returns what all events have in common.
func (c *reader) event(id, kind string, at model.Instant) ingest.Event {
	return ingest.Event{
		ID: id, SessionID: c.state.Session, AgentID: c.actor(), Type: kind, At: at, ParentID: c.state.Prompt.ID, Subagent: c.state.Subagent,
		Model: c.state.Model,
	}
}

// actor returns the agent that causes the records of the file: the agent, or the type of its subagent.
func (c *reader) actor() string { return cmp.Or(c.state.SubagentType, program) }
