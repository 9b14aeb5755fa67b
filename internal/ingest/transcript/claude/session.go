package claude

import (
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// beginSession adds the session when its first record is read.
func (c *reader) beginSession(r *record, out *transcript.Batch) {
	s := ingest.Session{ID: r.session, Agent: program, Cwd: c.state.Cwd, At: r.at,
		Metadata: transcript.Texts(r.whole, "version", "gitBranch", "entrypoint")}
	if c.from.AgentID == "" {
		if !r.isCopy {
			s.TranscriptPath = c.from.Path
		}
		if c.state.Session != "" && r.session == c.from.Name {
			s.ContinuedFrom = c.state.Session
		}
	}
	if c.state.IsCopy { // what is open in the copy goes on in the file of the other session
		c.state.Prompt.Status, c.state.Tools = ingest.StatusUnknown, transcript.Recent[openTool]{}
	}
	c.state.Session, c.state.IsCopy = r.session, r.isCopy
	out.AddSession(s)
}

// sessionByName returns the session that the file is named after, "" for the file of a subagent.
func (c *reader) sessionByName() string {
	if c.from.AgentID != "" {
		return ""
	}
	return c.from.Name
}

// End adds the title, and ends the session of a finished file.
func (c *reader) End(out *transcript.Batch, finished bool) {
	if c.state.Session == "" {
		return
	}
	s := ingest.Session{ID: c.state.Session, Agent: program}
	if c.from.AgentID == "" {
		s.Title, s.TitleByUser, s.Model, s.Cwd = c.state.Title, c.state.CustomTitle, c.state.Model, c.state.Cwd
	}
	out.AddSession(s)
	if finished && !c.state.IsCopy {
		out.EndSilently(c.state.Session, c.state.At)
	}
}

// closeTools ends the calls whose results will not come. Delegations that returned are over, or go on in the background.
func (c *reader) closeTools(status ingest.Status, out *transcript.Batch) {
	for _, key := range c.state.Tools.Keys {
		if tool := c.state.Tools.Values[key]; tool.Event.Status.IsRunning() && !tool.Launched {
			tool.Event.Status = status
			out.AddEvent(tool.Event)
		}
	}
}
