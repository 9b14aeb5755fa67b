package codex

import (
	"cmp"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// codexSession returns the session that a file is named after: the id at the end of its name.
func codexSession(name string) string {
	if len(name) < uuidLength {
		return name
	}
	return name[len(name)-uuidLength:]
}

// sessionMeta reads the header of the session. Further headers belong to the history of the parent, which is repeated.
func (c *reader) sessionMeta(payload gjson.Result, at model.Instant, out *transcript.Batch) {
	id := cmp.Or(transcript.ID(jsonscan.Get(payload, "id")), codexSession(c.from.Name))
	if c.state.Session != "" || id == "" {
		return
	}
	c.state.Own, c.state.Session = id, id
	spawn := payload.Get("source.subagent.thread_spawn")
	c.state.Parent = transcript.ID(jsonscan.Get(spawn, "parent_thread_id"))
	if payload.Get("source.subagent").Exists() {
		c.state.Subagent = id
		c.state.SubagentType = cmp.Or(transcript.Text(jsonscan.Get(spawn, "agent_role")), transcript.Text(jsonscan.Get(spawn, "agent_nickname")), "subagent")
	}
	if fork := transcript.ID(jsonscan.Get(payload, "forked_from_id")); c.state.Parent != "" || fork != "" {
		c.state.Replaying = true
		c.state.Parent = cmp.Or(c.state.Parent, fork)
	}
	if c.state.Subagent != "" && c.state.Parent != "" {
		c.state.Session = cmp.Or(c.ancestor().Root, c.state.Parent)
	}
	c.beginSession(payload, at, out)
}

// beginSession adds the session. That of a subagent is added by the rollout of its parent.
func (c *reader) beginSession(payload gjson.Result, at model.Instant, out *transcript.Batch) {
	c.state.Begun, c.state.Cwd = at, transcript.Text(jsonscan.Get(payload, "cwd"))
	if c.state.Session != c.state.Own {
		return
	}
	s := ingest.Session{
		ID: c.state.Session, Agent: program, TranscriptPath: c.from.Path, Cwd: c.state.Cwd, At: at,
		StartCommit: transcript.Text(payload.Get("git.commit_hash")), IsSubagent: c.state.Subagent != "",
		Metadata: transcript.Texts(payload, "originator", "cli_version", "model_provider"),
	}
	s.ContinuedFrom = transcript.ID(jsonscan.Get(payload, "forked_from_id"))
	out.AddSession(s)
}

// End adds the session, and ends what is open in a finished file.
func (c *reader) End(out *transcript.Batch, finished bool) {
	if c.state.Session == "" {
		return
	}
	c.addPendingPrompt(c.state.At, out)
	s := ingest.Session{ID: c.state.Session, Agent: program, Model: c.state.Model, Cwd: c.state.Cwd}
	if finished {
		s.EndedAt = c.state.At
		c.endTools(ingest.StatusCancelled, out)
		c.endPrompt(ingest.StatusCompleted, nil, out)
	}
	if c.state.Session == c.state.Own {
		out.AddSession(s)
	}
}

// endTools ends the calls whose results will not come.
func (c *reader) endTools(status ingest.Status, out *transcript.Batch) {
	for _, id := range c.state.Tools.Keys {
		e := c.state.Tools.Values[id].Event
		e.Status = status
		out.AddEvent(e)
	}
	c.state.Tools = transcript.Recent[openTool]{}
}

// endPrompt ends a turn that is open. seconds is how long it took, nil where that is not known.
func (c *reader) endPrompt(status ingest.Status, seconds *float64, out *transcript.Batch) {
	if e := c.state.Prompt; e.ID != "" && e.Status == ingest.StatusStarted {
		e.Status, e.DurationSeconds = status, seconds
		out.AddEvent(e)
		c.state.Prompt.Status = status
	}
}
