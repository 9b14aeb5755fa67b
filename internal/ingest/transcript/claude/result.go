package claude

import (
	"cmp"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// launched begins the result of a delegation that goes on in the background.
const launched = "Async agent launched"

// results tells the results of tools in a record, and whether there are any.
func (c *reader) results(r record, content gjson.Result, out *transcript.Batch) bool {
	if !content.IsArray() {
		return false
	}
	count := 0
	content.ForEach(func(_, block gjson.Result) bool {
		if block.Get("type").Str == "tool_result" {
			count++
		}
		return true
	})
	if count == 0 || r.again {
		return count > 0
	}
	// The structured result belongs to the only block; beside several it says nothing of any.
	var structured gjson.Result
	if count == 1 {
		structured = r.result
	}
	content.ForEach(func(_, block gjson.Result) bool {
		if block.Get("type").Str == "tool_result" {
			c.result(r, block, structured, out)
		}
		return true
	})
	return true
}

func (c *reader) result(r record, block, structured gjson.Result, out *transcript.Batch) {
	id := transcript.ID(block.Get("tool_use_id"))
	if id == "" {
		return
	}
	open, known := c.state.Tools.Get(id)
	e := open.Event
	if !known {
		e = c.event(r, ingest.ToolID(id), ingest.TypeToolCall)
		e.ToolUseID = id
	}
	e.Output, e.Status = toolcall.DescribeResult(block.Get("content")), ingest.StatusCompleted
	e.DurationSeconds, e.EndedAt = stated(structured), r.at
	if transcript.Member(block, "is_error").Bool() {
		e.Status, e.Error = ingest.StatusFailed, e.Output
	}
	if transcript.Member(structured, "interrupted").Bool() {
		e.Status = ingest.StatusCancelled
	}
	if subagent := startedSubagent(e, structured); subagent != "" {
		c.delegated(&e, id, subagent)
		d := toolcall.Call{Agent: program, Tool: cmp.Or(open.Tool, e.ToolName), Result: structured, Subagent: subagent}.Delegation()
		e.SubagentType = cmp.Or(e.SubagentType, transcript.Text(transcript.Member(structured, "agentType")))
		e.Model = cmp.Or(e.Model, d.Model)
		if d.Launched || strings.HasPrefix(e.Output, launched) {
			e.Status, e.Output, e.DurationSeconds, e.EndedAt = ingest.StatusStarted, "", nil, ""
			e.Context = transcript.With(e.Context, "background", transcript.Quoted(true))
		}
	}
	out.AddEvent(e)
	c.settle(id, e, open)
}

// settle forgets a call that is over. One of a delegation stays: what its subagent does is still to come.
func (c *reader) settle(id string, e ingest.Event, open openTool) {
	if e.Type != ingest.TypeTaskDelegation {
		c.state.Tools.Drop(id)
		return
	}
	e.Output, e.Error, e.Context = "", "", nil
	open.Event = e
	c.state.Tools.Put(id, open, maxOpenTools)
}

// startedSubagent returns the subagent that a call started, "" for none. The structured result of any tool may name one; older versions
// name that of a delegation in the text alone.
func startedSubagent(e ingest.Event, structured gjson.Result) string {
	for _, name := range agent.Get(program).Delegation.Task {
		if id := transcript.ID(transcript.Member(structured, name)); id != "" {
			return id
		}
	}
	if e.Type != ingest.TypeTaskDelegation {
		return ""
	}
	_, rest, found := strings.Cut(e.Output, "agentId: ")
	if !found {
		return ""
	}
	end := strings.IndexFunc(rest, func(c rune) bool {
		return !strings.ContainsRune("-_", c) && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z')
	})
	if end >= 0 {
		rest = rest[:end]
	}
	return transcript.Clip(rest, transcript.MaxID)
}

// delegated makes e the delegation that started a subagent.
func (c *reader) delegated(e *ingest.Event, id, subagent string) {
	e.Type, e.TaskID = ingest.TypeTaskDelegation, subagent
	if c.toolOf(subagent) == "" {
		c.state.Agents.Put(subagent, id, maxAgents)
	}
	c.linked[id+"\x00"+subagent] = true
}

// stated is how long a call took, as its result says, nil if it does not.
func stated(structured gjson.Result) *float64 {
	for _, name := range []string{"totalDurationMs", "durationMs"} {
		if value := transcript.Member(structured, name); value.Type == gjson.Number && value.Float() >= 0 {
			seconds := value.Float() / 1000
			return &seconds
		}
	}
	return nil
}
