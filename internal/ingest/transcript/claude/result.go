package claude

import (
	"cmp"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// results adds the results of tools in a record, and reports whether there are any.
func (c *reader) results(r record, content gjson.Result, out *transcript.Batch) bool {
	if !content.IsArray() {
		return false
	}
	count := 0
	jsonscan.Each(content, func(_ string, block gjson.Result) bool {
		if jsonscan.Get(block, "type").Str == "tool_result" {
			count++
		}
		return true
	})
	if count == 0 {
		return false
	}
	c.hears(r, true)
	if r.isRepeated {
		return true
	}
	// The structured result belongs to the only block. Beside several blocks it belongs to none of them.
	var structured gjson.Result
	if count == 1 {
		structured = r.result
	}
	jsonscan.Each(content, func(_ string, block gjson.Result) bool {
		if jsonscan.Get(block, "type").Str == "tool_result" {
			c.result(r, block, structured, out)
		}
		return true
	})
	return true
}

// result adds the result of one call.
func (c *reader) result(r record, block, structured gjson.Result, out *transcript.Batch) {
	found := jsonscan.Several(block, "tool_use_id", "is_error", "content")
	id, failed, content := transcript.ID(found[0]), found[1].Bool(), found[2]
	if id == "" {
		return
	}
	open, known := c.state.Tools.Get(id)
	e := open.Event
	if !known {
		e = c.event(r, ingest.ToolID(id), ingest.TypeToolCall)
		e.ToolUseID = id
	}
	e.Status, e.DurationSeconds, e.EndedAt = ingest.StatusCompleted, statedDuration(structured), r.at
	if failed {
		e.Status = ingest.StatusFailed
	}
	if jsonscan.Get(structured, "interrupted").Bool() {
		e.Status = ingest.StatusCancelled
	}
	call := toolcall.Call{Agent: program, Tool: cmp.Or(open.Tool, e.ToolName), Result: content, Facts: structured}
	if d := call.FillResult(&e); d != nil {
		if d.Subagent != "" {
			c.delegated(&e, id, d.Subagent)
		}
		if d.Launched {
			e.Context = transcript.With(e.Context, "background", transcript.Quoted(true))
		}
	}
	if failed {
		e.Error = e.Output
	}
	out.AddEvent(e)
	c.closeTool(id, e, open)
}

// closeTool drops a call that has ended. A delegation is kept, because records of its subagent are still to come.
func (c *reader) closeTool(id string, e ingest.Event, open openTool) {
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

// statedDuration returns how long a call took in seconds, nil where its result does not say.
func statedDuration(structured gjson.Result) *float64 {
	for _, milliseconds := range jsonscan.Several(structured, "totalDurationMs", "durationMs") {
		if seconds := transcript.Seconds(milliseconds); seconds != nil {
			return seconds
		}
	}
	return nil
}
