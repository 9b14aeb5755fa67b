package transcript

import (
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// branch returns the subagent of a record. Old versions wrote what subagents did between the lines of the session, without a
// name: there the first message of the branch is its name, and the delegation is the one that asked the same.
func (c *claude) branch(r *record) string {
	if r.agent != "" || !r.sidechain {
		return r.agent
	}
	root, known := c.state.Branches.get(r.parent)
	if !known {
		root = first(r.uuid, r.parent)
	}
	if r.uuid != "" {
		c.state.Branches.put(r.uuid, root, maxBranches)
	}
	return root
}

// link tells which delegation began a branch, once both are read: either may come first.
func (c *claude) link(r record, out *Batch) {
	if r.agent != "" || !r.sidechain || r.uuid != r.branch || c.toolOf(r.branch) != "" {
		return
	}
	asked := asking(joinedText(r.message.Get("content")))
	for _, id := range c.state.Tools.Keys {
		if tool := c.state.Tools.Values[id]; tool.Asked == asked && !tool.Taken {
			c.state.Tools.put(id, c.began(tool, r.branch, out), maxOpenTools)
			return
		}
	}
	c.state.Roots.put(asked, r.branch, maxAgents)
}

// began tells that a delegation began a branch.
func (c *claude) began(tool openTool, branch string, out *Batch) openTool {
	tool.Taken, tool.Event.TaskID = true, branch
	c.state.Agents.put(branch, tool.Event.ToolUseID, maxAgents)
	out.event(tool.Event)
	return tool
}

// asking is a short form of what a delegation was asked, by which its branch is found.
func asking(said string) string { return strconv.FormatUint(hash(strings.TrimSpace(said)), 36) }

// sidecar tells what stands beside the file of a subagent, once.
func (c *claude) sidecar(r *record, out *Batch) {
	if c.state.SidecarTold || c.from.AgentID == "" || len(c.from.Sidecar) == 0 {
		return
	}
	c.state.SidecarTold = true
	beside, ok := parseObject(c.from.Sidecar)
	if !ok {
		out.ignore("broken sidecar")
		return
	}
	c.state.SubagentType = text(beside.Get("agentType"))
	id := idText(beside.Get("toolUseId"))
	if id == "" {
		return
	}
	e := ingest.Event{
		ID: ingest.ToolID(id), SessionID: r.session, AgentID: claudeAgent, Type: ingest.TypeTaskDelegation, ToolName: model.ToolTask, At: r.at,
		TaskID: c.from.AgentID, SubagentType: c.state.SubagentType, Subagent: idText(beside.Get("parentAgentId")), ToolUseID: id,
		Status: ingest.StatusStarted, Context: texts(beside, "description", "worktreePath"),
	}
	out.event(e)
}

// progress tells which subagent a call started, as often as it is not known yet.
func (c *claude) progress(r record, out *Batch) {
	data := r.whole.Get("data")
	id, agent := idText(r.whole.Get("parentToolUseID")), idText(data.Get("agentId"))
	if data.Get("type").Str != "agent_progress" || id == "" || agent == "" {
		out.ignore("progress " + clip(data.Get("type").Str, 40))
		return
	}
	if c.linked[id+"\x00"+agent] || r.again {
		return
	}
	open, known := c.state.Tools.get(id)
	e := open.Event
	if !known {
		e = c.event(r, ingest.ToolID(id), ingest.TypeTaskDelegation)
		e.ToolUseID, e.Status = id, ingest.StatusStarted
	}
	c.delegated(&e, id, agent, gjson.Result{})
	out.event(e)
	if known {
		open.Event = e
		c.state.Tools.put(id, open, maxOpenTools)
	}
}

// notification tells that a delegation in the background is over.
func (c *claude) notification(r record, said string, out *Batch) {
	agent, id := under(said, "task-id"), under(said, "tool-use-id")
	id = first(id, c.toolOf(agent))
	open, known := c.state.Tools.get(id)
	if id == "" || agent == "" || !known || open.Event.Type != ingest.TypeTaskDelegation {
		out.ignore("notification of no delegation")
		return
	}
	e := open.Event
	c.delegated(&e, id, agent, gjson.Result{})
	e.Output, e.Status = first(under(said, "result"), under(said, "summary")), ingest.StatusCompleted
	e.EndedAt = r.at
	switch under(said, "status") {
	case "failed":
		e.Status, e.Error = ingest.StatusFailed, e.Output
	case "killed", "stopped", "cancelled":
		e.Status = ingest.StatusCancelled
	}
	out.event(e)
	c.settle(id, e, open)
}
