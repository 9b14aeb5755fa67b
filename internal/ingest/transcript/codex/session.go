package codex

import (
	"cmp"
	"path"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// sessionMeta reads the header of the file (SessionMeta in codex-rs/protocol/src/protocol.rs). Further headers are those of threads whose records
// were copied.
func (c *reader) sessionMeta(r record, out *transcript.Batch) {
	id := cmp.Or(transcript.ID(jsonscan.Get(r.payload, "id")), threadOf(c.from.Name))
	if c.state.Session != "" {
		if id != c.state.Own {
			c.state.furtherHeader()
		}
		return
	}
	if id == "" {
		return
	}
	c.state.Own, c.state.Session = id, id
	parent, fork := parentOf(r.payload), transcript.ID(jsonscan.Get(r.payload, "forked_from_id"))
	if isSubagent(r.payload) {
		c.state.Subagent, c.state.SubagentType = id, subagentType(r.payload)
	}
	c.state.Parent = cmp.Or(parent, fork)
	c.state.history = newHistory(r.payload, fork, parent)
	if c.state.Subagent != "" && parent != "" {
		c.state.Session = c.rootSession(r.payload, parent)
	}
	c.beginSession(r, out)
}

// parentOf returns the thread that started a subagent, by the header of the subagent; "" for another thread.
func parentOf(meta gjson.Result) string {
	return cmp.Or(transcript.ID(meta.Get("source.subagent.thread_spawn.parent_thread_id")), transcript.ID(jsonscan.Get(meta, "parent_thread_id")))
}

// isSubagent reports whether a header is that of a subagent. The program that wrote it does not matter.
func isSubagent(meta gjson.Result) bool {
	return meta.Get("source.subagent").Exists() || jsonscan.Get(meta, "thread_source").Str == "subagent" || transcript.ID(jsonscan.Get(meta, "parent_thread_id")) != ""
}

// subagentType returns the type of a subagent: its role, else the name of its task, else its nickname.
func subagentType(meta gjson.Result) string {
	task := ""
	if name := spawnMember(meta, "agent_path"); strings.Trim(name, "/") != "" {
		task = path.Base(name)
	}
	return cmp.Or(spawnMember(meta, "agent_role"), task, spawnMember(meta, "agent_nickname"), "subagent")
}

// spawnMember returns what a header says of how its thread was started, which stands in one of two places.
func spawnMember(meta gjson.Result, name string) string {
	return cmp.Or(transcript.Text(jsonscan.Get(meta.Get("source.subagent.thread_spawn"), name)), transcript.Text(jsonscan.Get(meta, name)))
}

// rootSession returns the session at the top, to which a subagent belongs: the one that its header names, else that of the parents whose files
// are there.
func (c *reader) rootSession(meta gjson.Result, parent string) string {
	if root := transcript.ID(jsonscan.Get(meta, "session_id")); root != "" && root != c.state.Own {
		return root
	}
	return cmp.Or(c.ancestor().Root, parent)
}

// beginSession adds the session. That of a subagent is added by the rollout of its parent; what is added for it is that it began.
func (c *reader) beginSession(r record, out *transcript.Batch) {
	c.state.Begun, c.state.Cwd = r.at, transcript.Text(jsonscan.Get(r.payload, "cwd"))
	if c.state.Session != c.state.Own {
		e := c.event(ingest.MarkID(c.state.Session, "SubagentStart", c.state.Own), ingest.TypeStart, r.at)
		c.addMark(e, "SubagentStart", out)
		return
	}
	s := ingest.Session{
		ID: c.state.Session, Agent: program, TranscriptPath: c.from.Path, Cwd: c.state.Cwd, At: r.at,
		StartCommit: transcript.Text(r.payload.Get("git.commit_hash")), IsSubagent: c.state.Subagent != "",
		Metadata: transcript.Texts(r.payload, "originator", "cli_version", "model_provider"),
	}
	if branch := transcript.Text(r.payload.Get("git.branch")); branch != "" {
		s.Metadata = transcript.With(s.Metadata, "gitBranch", transcript.Quoted(branch))
	}
	s.ContinuedFrom = transcript.ID(jsonscan.Get(r.payload, "forked_from_id"))
	out.AddSession(s)
}

// addMark adds a mark of a subagent, as the hook of a name reports it: hooks know the model better, because the file does not name it yet.
func (c *reader) addMark(e ingest.Event, name string, out *transcript.Batch) {
	e.ToolName, e.Status, e.SubagentType, e.Model = name, ingest.StatusRecorded, c.state.SubagentType, ""
	out.AddEvent(e)
}

// End adds the session, and ends that of a finished file.
func (c *reader) End(out *transcript.Batch, finished bool) {
	if c.state.Session == "" {
		return
	}
	c.addPendingPrompt(c.state.At, out)
	c.addHeld(out)
	c.findSpawned(out)
	s := ingest.Session{ID: c.state.Session, Agent: program, Model: c.state.model(c.state.Turn), Cwd: c.state.Cwd}
	if c.state.Session == c.state.Own {
		out.AddSession(s)
	}
	if finished {
		out.EndSilently(c.state.Session, c.state.At)
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
