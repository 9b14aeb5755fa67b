package claude

import (
	"cmp"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

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
	e.Status, e.DurationSeconds, e.EndedAt = ingest.StatusCompleted, stated(structured), r.at
	if transcript.Member(block, "is_error").Bool() {
		e.Status = ingest.StatusFailed
	}
	if transcript.Member(structured, "interrupted").Bool() {
		e.Status = ingest.StatusCancelled
	}
	call := toolcall.Call{Agent: program, Tool: cmp.Or(open.Tool, e.ToolName), Result: block.Get("content"), Facts: structured}
	if d := call.FillResult(&e); d != nil {
		if d.Subagent != "" {
			c.delegated(&e, id, d.Subagent)
		}
		if d.Launched {
			e.Context = transcript.With(e.Context, "background", transcript.Quoted(true))
		}
	}
	if transcript.Member(block, "is_error").Bool() {
		e.Error = e.Output
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
