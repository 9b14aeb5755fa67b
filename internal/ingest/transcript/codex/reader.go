package transcript

import (
	"encoding/json"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

const codexAgent = ingest.Codex

// codex reads a rollout of Codex.
type codex struct {
	from  Source
	state codexState
}

// codexState is what is known of the lines before.
type codexState struct {
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
	Tools         recent[openTool]
	Spent         codexTokens
	Counted       bool
}

func newCodex(from Source, carry json.RawMessage) (*codex, error) {
	c := &codex{from: from}
	return c, restore(carry, &c.state)
}

// Carry returns what the next lines need.
func (c *codex) Carry() (json.RawMessage, error) { return json.Marshal(c.state) }

// Read reads one line.
func (c *codex) Read(line []byte, out *Batch) {
	whole, ok := parseObject(line)
	if !ok {
		out.Tally.Broken++
		return
	}
	kind, payload := clip(whole.Get("type").String(), 40), whole.Get("payload")
	at := instant(whole.Get("timestamp"))
	if at.Compare(c.state.At) > 0 {
		c.state.At = at
	}
	at = first2(at, first2(c.state.At, c.from.Changed))
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
		out.ignore(kind)
	}
}

// codexSession is the session that the name of a rollout tells: the id at its end.
func codexSession(name string) string {
	const uuidLength = 36
	if len(name) < uuidLength {
		return name
	}
	return name[len(name)-uuidLength:]
}

// meta tells of the session. Later ones belong to the history of the parent, which is repeated.
func (c *codex) meta(payload gjson.Result, at model.Instant, out *Batch) {
	id := first(idText(payload.Get("id")), codexSession(c.from.Name))
	if c.state.Session != "" || id == "" {
		return
	}
	c.state.Own, c.state.Session = id, id
	spawn := payload.Get("source.subagent.thread_spawn")
	c.state.Parent = idText(spawn.Get("parent_thread_id"))
	if payload.Get("source.subagent").Exists() {
		c.state.Subagent = id
		c.state.SubagentType = first(text(spawn.Get("agent_role")), text(spawn.Get("agent_nickname")), "subagent")
	}
	if fork := idText(payload.Get("forked_from_id")); c.state.Parent != "" || fork != "" {
		c.state.Replaying = true
		c.state.Parent = first(c.state.Parent, fork)
	}
	if c.state.Subagent != "" && c.state.Parent != "" {
		c.state.Session = first(c.ancestor().Root, c.state.Parent)
	}
	c.begin(payload, at, out)
}

func (c *codex) begin(payload gjson.Result, at model.Instant, out *Batch) {
	c.state.Begun, c.state.Cwd = at, text(payload.Get("cwd"))
	if c.state.Session != c.state.Own {
		return // the parent's rollout tells of the session
	}
	s := ingest.Session{
		ID: c.state.Session, Agent: codexAgent, TranscriptPath: c.from.Path, Cwd: c.state.Cwd, At: at,
		StartCommit: text(payload.Get("git.commit_hash")), IsSubagent: c.state.Subagent != "",
		Metadata: texts(payload, "originator", "cli_version", "model_provider"),
	}
	s.ContinuedFrom = idText(payload.Get("forked_from_id"))
	out.session(s)
}

// ancestor returns what is known of the file of the parent.
func (c *codex) ancestor() Ancestor {
	if c.from.Ancestor == nil || c.state.Parent == "" {
		return Ancestor{}
	}
	return c.from.Ancestor(c.state.Parent)
}

// turn keeps the turn that the lines belong to, and finds where the history of the parent ends.
func (c *codex) turn(payload gjson.Result, at model.Instant) {
	if id := idText(payload.Get("turn_id")); id != "" {
		c.state.Turn = id
	}
	if c.state.Replaying {
		c.state.Replaying = c.isHistory(at)
	}
}

// isHistory reports whether the lines still repeat the parent. Where its file is there, the turns tell; else the history ends
// with the second in which it was written: it is stamped anew.
func (c *codex) isHistory(at model.Instant) bool {
	if turns := c.ancestor().Turns; turns != nil {
		return c.state.Turn == "" || turns[c.state.Turn]
	}
	seconds, ok := at.Seconds(c.state.Begun)
	return ok && seconds < 1
}

func (c *codex) context(payload gjson.Result, at model.Instant, out *Batch) {
	c.state.Model = first(text(payload.Get("model")), c.state.Model)
	if cwd := text(payload.Get("cwd")); c.state.Cwd == "" {
		c.state.Cwd = cwd
	}
	c.flush(at, out)
}

// event returns what all events have in common.
func (c *codex) event(id, kind string, at model.Instant) ingest.Event {
	return ingest.Event{
		ID: id, SessionID: c.state.Session, AgentID: c.who(), Type: kind, At: at, ParentID: c.state.Prompt.ID, Subagent: c.state.Subagent,
		Model: c.state.Model,
	}
}

func (c *codex) who() string { return first(c.state.SubagentType, codexAgent) }

// End closes what is open if nobody writes any more.
func (c *codex) End(out *Batch, over bool) {
	if c.state.Session == "" {
		return
	}
	c.flush(c.state.At, out)
	s := ingest.Session{ID: c.state.Session, Agent: codexAgent, Model: c.state.Model, Cwd: c.state.Cwd}
	if over {
		s.EndedAt = c.state.At
		c.close(ingest.StatusCancelled, out)
		c.closePrompt(ingest.StatusCompleted, nil, out)
	}
	if c.state.Session == c.state.Own {
		out.session(s)
	}
}

func (c *codex) close(status ingest.Status, out *Batch) {
	for _, id := range c.state.Tools.Keys {
		e := c.state.Tools.Values[id].Event
		e.Status = status
		out.event(e)
	}
	c.state.Tools = recent[openTool]{}
}

func (c *codex) closePrompt(status ingest.Status, seconds *float64, out *Batch) {
	if e := c.state.Prompt; e.ID != "" && e.Status == ingest.StatusStarted {
		e.Status, e.DurationSeconds = status, seconds
		out.event(e)
		c.state.Prompt.Status = status
	}
}
