package codex

import (
	"cmp"
	"encoding/json"

	"github.com/tidwall/gjson"

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

// state is what is known of the lines before.
type state struct {
	// Own is the session that the file is of. What a subagent did belongs to the Session that began it all, as with other agents.
	Own, Session, Parent, Subagent, SubagentType string
	Turn, Model, Cwd                             string
	Begun, At                                    model.Instant
	// Replaying says that the lines repeat what the parent did.
	Replaying bool
	// Prompt is the prompt of the turn. Waiting is one whose turn is not named yet.
	Prompt  ingest.Event
	Waiting string `json:"-"`
	WaitsAt model.Instant
	// PromptTurn is the turn of the last prompt; Prompts and Said count within it.
	PromptTurn    string
	Prompts, Said int
	Tools         transcript.Recent[openTool]
	Spent         codexTokens
	Counted       bool
}

// openTool is a call whose result is awaited.
type openTool struct {
	Event ingest.Event
	// Tool is the name of the tool as Codex writes it.
	Tool string
}

// maxOpenTools bounds the calls whose results are awaited.
const maxOpenTools = 500

func newReader(from transcript.Source, carry json.RawMessage) (transcript.Reader, error) {
	c := &reader{from: from}
	return c, transcript.Restore(carry, &c.state)
}

// Carry returns what the next lines need.
func (c *reader) Carry() (json.RawMessage, error) { return json.Marshal(c.state) }

// Read reads one line.
func (c *reader) Read(line []byte, out *transcript.Batch) {
	whole, ok := transcript.ParseObject(line)
	if !ok {
		out.Tally.Broken++
		return
	}
	kind, payload := transcript.Clip(whole.Get("type").String(), 40), whole.Get("payload")
	at := transcript.Instant(whole.Get("timestamp"))
	if at.Compare(c.state.At) > 0 {
		c.state.At = at
	}
	at = cmp.Or(at, cmp.Or(c.state.At, c.from.Changed))
	if kind == "session_meta" {
		c.meta(payload, at, out)
		return
	}
	if c.state.Session == "" {
		c.state.Own = codexSession(c.from.Name)
		c.state.Session = c.state.Own
		c.begin(payload, at, out)
	}
	c.turn(payload, at)
	switch kind {
	case "turn_context":
		c.context(payload, at, out)
	case "response_item":
		c.item(payload, at, out)
	case "event_msg":
		c.happened(payload, at, out)
	case "compacted":
		// The same is told by the event context_compacted.
	default:
		out.Ignore(kind)
	}
}

// codexSession is the session that the name of a rollout tells: the id at its end.
func codexSession(name string) string {
	if len(name) < uuidLength {
		return name
	}
	return name[len(name)-uuidLength:]
}

// meta tells of the session. Later ones belong to the history of the parent, which is repeated.
func (c *reader) meta(payload gjson.Result, at model.Instant, out *transcript.Batch) {
	id := cmp.Or(transcript.ID(payload.Get("id")), codexSession(c.from.Name))
	if c.state.Session != "" || id == "" {
		return
	}
	c.state.Own, c.state.Session = id, id
	spawn := payload.Get("source.subagent.thread_spawn")
	c.state.Parent = transcript.ID(spawn.Get("parent_thread_id"))
	if payload.Get("source.subagent").Exists() {
		c.state.Subagent = id
		c.state.SubagentType = cmp.Or(transcript.Text(spawn.Get("agent_role")), transcript.Text(spawn.Get("agent_nickname")), "subagent")
	}
	if fork := transcript.ID(payload.Get("forked_from_id")); c.state.Parent != "" || fork != "" {
		c.state.Replaying = true
		c.state.Parent = cmp.Or(c.state.Parent, fork)
	}
	if c.state.Subagent != "" && c.state.Parent != "" {
		c.state.Session = cmp.Or(c.ancestor().Root, c.state.Parent)
	}
	c.begin(payload, at, out)
}

func (c *reader) begin(payload gjson.Result, at model.Instant, out *transcript.Batch) {
	c.state.Begun, c.state.Cwd = at, transcript.Text(payload.Get("cwd"))
	if c.state.Session != c.state.Own {
		return // the parent's rollout tells of the session
	}
	s := ingest.Session{
		ID: c.state.Session, Agent: program, TranscriptPath: c.from.Path, Cwd: c.state.Cwd, At: at,
		StartCommit: transcript.Text(payload.Get("git.commit_hash")), IsSubagent: c.state.Subagent != "",
		Metadata: transcript.Texts(payload, "originator", "cli_version", "model_provider"),
	}
	s.ContinuedFrom = transcript.ID(payload.Get("forked_from_id"))
	out.AddSession(s)
}

// ancestor returns what is known of the file of the parent.
func (c *reader) ancestor() transcript.Ancestor {
	if c.from.Ancestor == nil || c.state.Parent == "" {
		return transcript.Ancestor{}
	}
	return c.from.Ancestor(c.state.Parent)
}

// turn keeps the turn that the lines belong to, and finds where the history of the parent ends.
func (c *reader) turn(payload gjson.Result, at model.Instant) {
	if id := transcript.ID(payload.Get("turn_id")); id != "" {
		c.state.Turn = id
	}
	if c.state.Replaying {
		c.state.Replaying = c.isHistory(at)
	}
}

// isHistory reports whether the lines still repeat the parent. Where its file is there, the turns tell; else the history ends
// with the second in which it was written: it is stamped anew.
func (c *reader) isHistory(at model.Instant) bool {
	if turns := c.ancestor().Turns; turns != nil {
		return c.state.Turn == "" || turns[c.state.Turn]
	}
	seconds, ok := at.Seconds(c.state.Begun)
	return ok && seconds < 1
}

func (c *reader) context(payload gjson.Result, at model.Instant, out *transcript.Batch) {
	c.state.Model = cmp.Or(transcript.Text(payload.Get("model")), c.state.Model)
	if cwd := transcript.Text(payload.Get("cwd")); c.state.Cwd == "" {
		c.state.Cwd = cwd
	}
	c.flush(at, out)
}

// event returns what all events have in common.
func (c *reader) event(id, kind string, at model.Instant) ingest.Event {
	return ingest.Event{
		ID: id, SessionID: c.state.Session, AgentID: c.who(), Type: kind, At: at, ParentID: c.state.Prompt.ID, Subagent: c.state.Subagent,
		Model: c.state.Model,
	}
}

func (c *reader) who() string { return cmp.Or(c.state.SubagentType, program) }

// End closes what is open if nobody writes any more.
func (c *reader) End(out *transcript.Batch, over bool) {
	if c.state.Session == "" {
		return
	}
	c.flush(c.state.At, out)
	s := ingest.Session{ID: c.state.Session, Agent: program, Model: c.state.Model, Cwd: c.state.Cwd}
	if over {
		s.EndedAt = c.state.At
		c.close(ingest.StatusCancelled, out)
		c.closePrompt(ingest.StatusCompleted, nil, out)
	}
	if c.state.Session == c.state.Own {
		out.AddSession(s)
	}
}

func (c *reader) close(status ingest.Status, out *transcript.Batch) {
	for _, id := range c.state.Tools.Keys {
		e := c.state.Tools.Values[id].Event
		e.Status = status
		out.AddEvent(e)
	}
	c.state.Tools = transcript.Recent[openTool]{}
}

func (c *reader) closePrompt(status ingest.Status, seconds *float64, out *transcript.Batch) {
	if e := c.state.Prompt; e.ID != "" && e.Status == ingest.StatusStarted {
		e.Status, e.DurationSeconds = status, seconds
		out.AddEvent(e)
		c.state.Prompt.Status = status
	}
}
