package claude

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	agents "github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// branchOf returns the subagent of a record. Old versions wrote the records of subagents between those of the session, without an id: there
// the first message of such a branch stands for its id, and the delegation is the one with the same text.
func (c *reader) branchOf(r *record) string {
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

// linkBranch links a branch to the delegation that started it, once both are read. Either may come first.
func (c *reader) linkBranch(r record, out *transcript.Batch) {
	if r.agent != "" || !r.sidechain || r.uuid != r.branch || c.toolOf(r.branch) != "" {
		return
	}
	asked := promptHash(transcript.JoinedText(jsonscan.Get(r.message, "content")))
	for _, id := range c.state.Tools.Keys {
		if tool := c.state.Tools.Values[id]; tool.PromptHash == asked && !tool.HasBranch {
			c.state.Tools.Put(id, c.startedBranch(tool, r.branch, out), maxOpenTools)
			return
		}
	}
	c.state.Roots.Put(asked, r.branch, maxAgents)
}

// startedBranch adds that a delegation started a branch.
func (c *reader) startedBranch(tool openTool, branch string, out *transcript.Batch) openTool {
	tool.HasBranch, tool.Event.TaskID = true, branch
	c.state.Agents.Put(branch, tool.Event.ToolUseID, maxAgents)
	out.AddEvent(tool.Event)
	return tool
}

// promptHash returns the hash of what a delegation was asked, by which its branch is found.
func promptHash(text string) string {
	return strconv.FormatUint(transcript.Hash(strings.TrimSpace(text)), 36)
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

// agentProgress adds which subagent a call started, unless that is known already, and the request whose answer the progress repeats: the file
// of the subagent may be gone.
func (c *reader) agentProgress(r record, out *transcript.Batch) {
	data := jsonscan.Get(r.whole, "data")
	found := jsonscan.Several(data, "type", "agentId", "message")
	id, agent := transcript.ID(jsonscan.Get(r.whole, "parentToolUseID")), transcript.ID(found[1])
	if found[0].Str != "agent_progress" || id == "" || agent == "" {
		out.Ignore("progress " + transcript.Truncate(found[0].Str, transcript.MaxKind))
		return
	}
	if r.isRepeated {
		return
	}
	if !c.linked[id+"\x00"+agent] {
		c.linkProgress(r, id, agent, out)
	}
	c.progressAnswer(r, agent, found[2], out)
}

// linkProgress adds that a call started a subagent.
func (c *reader) linkProgress(r record, id, agent string, out *transcript.Batch) {
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

// progressAnswer adds the request of a record of a subagent that the progress of its call repeats. It is the record of the subagent's own file.
func (c *reader) progressAnswer(r record, agent string, repeated gjson.Result, out *transcript.Batch) {
	if !repeated.IsObject() {
		return
	}
	n := c.envelope(repeated)
	n.session, n.agent, n.branch, n.at = r.session, agent, agent, cmp.Or(n.at, r.at)
	switch n.kind {
	case "user":
		c.hears(n, true)
	case "assistant":
		found := jsonscan.Several(n.message, "model", "id", "usage")
		name, id := transcript.ID(found[0]), transcript.ID(found[1])
		if id != "" && !agents.IsLocalModel(name) {
			c.usage(n, c.answerOf(n, id, found[2]), id, name, found[2], out)
		}
	}
}

// notification ends a delegation in the background.
func (c *reader) notification(r record, text string, out *transcript.Batch) {
	subagent, id := agents.Inside(text, "task-id"), agents.Inside(text, "tool-use-id")
	id = cmp.Or(id, c.toolOf(subagent))
	open, known := c.state.Tools.Get(id)
	if id == "" || subagent == "" || !known || open.Event.Type != ingest.TypeTaskDelegation {
		out.Ignore("notification of no delegation")
		return
	}
	if open.Notified == promptHash(text) {
		return // it is written when it is queued, and again when it is taken up
	}
	open.Notified = promptHash(text)
	e := open.Event
	c.delegated(&e, id, subagent)
	e.Output, e.Status = cmp.Or(agents.Inside(text, "result"), agents.Inside(text, "summary")), ingest.StatusCompleted
	e.EndedAt, e.EndsOneRun = r.at, true
	if status := toolcall.TaskStatus(agents.Inside(text, "status")); status != ingest.StatusUnknown {
		e.Status = status
	}
	if e.Status == ingest.StatusFailed {
		e.Error = e.Output
	}
	if e.Output != "" {
		e.Message = toolcall.LaterResponse(id, open.Tool, e.Output)
	}
	out.AddEvent(e)
	e.Message = nil
	c.closeTool(id, e, open)
}
