package claude

import (
	"cmp"
	"encoding/json"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// program is the agent whose sessions are read.
const program = agent.ClaudeCode

// reader reads a session of Claude Code, or the file of one of its subagents.
type reader struct {
	from  transcript.Source
	state state
	// linked are the pairs of call and subagent that were added, so that progress adds each once.
	linked map[string]bool
	// blocks is how many blocks of the record were read.
	blocks int
}

func newReader(from transcript.Source, carry json.RawMessage) (transcript.Reader, error) {
	if from.Seen == nil {
		from.Seen = transcript.NewSeen()
	}
	c := &reader{from: from, linked: map[string]bool{}}
	return c, transcript.Restore(carry, &c.state)
}

// Read reads one line.
func (c *reader) Read(line []byte, out *transcript.Batch) {
	whole, ok := transcript.ParseObject(line)
	if !ok {
		out.Tally.Broken++
		return
	}
	r := c.envelope(whole)
	if !c.locate(&r, out) {
		c.withoutSession(r, out)
		return
	}
	switch r.kind {
	case "user":
		c.user(r, out)
	case "assistant":
		c.assistant(r, out)
	default:
		c.other(r, out)
	}
}

// event returns what all events of a record have in common.
func (c *reader) event(r record, id, kind string) ingest.Event {
	agent, _ := c.actor(r)
	e := ingest.Event{ID: id, SessionID: r.session, AgentID: agent, Type: kind, At: r.at, Subagent: r.branch}
	if r.branch == "" {
		e.ParentID = c.promptOf(r)
	}
	return e
}

// actor returns the cause of a record, the agent or the type of its subagent, and the type of the subagent, "" for the main agent.
func (c *reader) actor(r record) (name, subagentType string) {
	if r.branch == "" {
		return program, ""
	}
	if tool, ok := c.state.Tools.Get(c.toolOf(r.branch)); ok {
		subagentType = tool.Event.SubagentType
	}
	subagentType = cmp.Or(c.state.SubagentType, subagentType, r.attribution)
	return cmp.Or(subagentType, program), subagentType
}

// toolOf returns the call that started a subagent, "" where it is not known.
func (c *reader) toolOf(subagent string) string {
	tool, _ := c.state.Agents.Get(subagent)
	return tool
}

// promptOf returns the event of the prompt that a record of the main agent belongs to.
func (c *reader) promptOf(r record) string {
	if known, ok := c.state.PromptIDs.Get(r.promptID); ok {
		return known
	}
	return c.state.Prompt.ID
}
