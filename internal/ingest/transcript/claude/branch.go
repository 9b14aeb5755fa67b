package claude

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// branch returns the subagent of a record. Old versions wrote what subagents did between the lines of the session, without a
// name: there the first message of the branch is its name, and the delegation is the one that asked the same.
func (c *reader) branch(r *record) string {
	if r.agent != "" || !r.sidechain {
		return r.agent
	}
	root, known := c.state.Branches.Get(r.parent)
	if !known {
		root = cmp.Or(r.uuid, r.parent)
	}
	if r.uuid != "" {
		c.state.Branches.Put(r.uuid, root, maxBranches)
	}
	return root
}

// link tells which delegation began a branch, once both are read: either may come first.
func (c *reader) link(r record, out *transcript.Batch) {
	if r.agent != "" || !r.sidechain || r.uuid != r.branch || c.toolOf(r.branch) != "" {
		return
	}
	asked := asking(transcript.JoinedText(r.message.Get("content")))
	for _, id := range c.state.Tools.Keys {
		if tool := c.state.Tools.Values[id]; tool.Asked == asked && !tool.Taken {
			c.state.Tools.Put(id, c.began(tool, r.branch, out), maxOpenTools)
			return
		}
	}
	c.state.Roots.Put(asked, r.branch, maxAgents)
}

// began tells that a delegation began a branch.
func (c *reader) began(tool openTool, branch string, out *transcript.Batch) openTool {
	tool.Taken, tool.Event.TaskID = true, branch
	c.state.Agents.Put(branch, tool.Event.ToolUseID, maxAgents)
	out.AddEvent(tool.Event)
	return tool
}

// asking is a short form of what a delegation was asked, by which its branch is found.
func asking(said string) string {
	return strconv.FormatUint(transcript.Hash(strings.TrimSpace(said)), 36)
}

// sidecar adds what the sidecar of a subagent's file says, once.
func (c *reader) sidecar(r *record, out *transcript.Batch) {
	if c.state.SidecarRead || c.from.AgentID == "" || len(c.from.Sidecar) == 0 {
		return
	}
	c.state.SidecarRead = true
	s, ok := transcript.ParseSidecar(c.from.Sidecar)
	if !ok {
		out.Ignore("broken sidecar")
		return
	}
	c.state.SubagentType = s.AgentType
	if e, ok := s.Delegation(program, r.session, c.from.AgentID, r.at); ok {
		out.AddEvent(e)
	}
}

// progress tells which subagent a call started, as often as it is not known yet.
func (c *reader) progress(r record, out *transcript.Batch) {
	data := r.whole.Get("data")
	id, agent := transcript.ID(r.whole.Get("parentToolUseID")), transcript.ID(data.Get("agentId"))
	if data.Get("type").Str != "agent_progress" || id == "" || agent == "" {
		out.Ignore("progress " + transcript.Clip(data.Get("type").Str, 40))
		return
	}
	if c.linked[id+"\x00"+agent] || r.again {
		return
	}
	open, known := c.state.Tools.Get(id)
	e := open.Event
	if !known {
		e = c.event(r, ingest.ToolID(id), ingest.TypeTaskDelegation)
		e.ToolUseID, e.Status = id, ingest.StatusStarted
	}
	c.delegated(&e, id, agent)
	out.AddEvent(e)
	if known {
		open.Event = e
		c.state.Tools.Put(id, open, maxOpenTools)
	}
}

// notification tells that a delegation in the background is over.
func (c *reader) notification(r record, said string, out *transcript.Batch) {
	agent, id := under(said, "task-id"), under(said, "tool-use-id")
	id = cmp.Or(id, c.toolOf(agent))
	open, known := c.state.Tools.Get(id)
	if id == "" || agent == "" || !known || open.Event.Type != ingest.TypeTaskDelegation {
		out.Ignore("notification of no delegation")
		return
	}
	e := open.Event
	c.delegated(&e, id, agent)
	e.Output, e.Status = cmp.Or(under(said, "result"), under(said, "summary")), ingest.StatusCompleted
	e.EndedAt = r.at
	switch under(said, "status") {
	case "failed":
		e.Status, e.Error = ingest.StatusFailed, e.Output
	case "killed", "stopped", "cancelled":
		e.Status = ingest.StatusCancelled
	}
	out.AddEvent(e)
	c.settle(id, e, open)
}
