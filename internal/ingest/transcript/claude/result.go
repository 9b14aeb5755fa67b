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
	call := toolcall.Call{Agent: program, Tool: cmp.Or(open.Tool, e.ToolName), Result: content, Facts: structured}
	e.Status, e.DurationSeconds, e.EndedAt = c.outcome(r, call, id, failed), statedDuration(structured), r.at
	c.see(r, transcript.LastCall)
	if d := call.FillResult(&e); d != nil {
		if d.Subagent != "" {
			c.delegated(&e, id, d.Subagent)
		}
		if d.Launched {
			e.Context = transcript.With(e.Context, "background", transcript.Quoted(true))
			open.Launched = true
		}
	}
	if failed {
		e.Error = e.Output
	}
	if e.Status == ingest.StatusCompleted {
		e.TaskEnd = call.TaskEnd(open.Task, r.at)
	}
	e.Message = call.Message(id)
	out.AddEvent(e)
	e.Message = nil
	if end := e.TaskEnd; end != nil {
		out.AddStop(ingest.Stop{SessionID: e.SessionID, Subagent: end.Subagent, At: end.At, Status: end.Status})
	}
	c.closeTool(id, e, open)
}

// outcome returns how a call ended. Where a list beside the results says why a call was not made, it comes before the words of the result.
func (c *reader) outcome(r record, call toolcall.Call, id string, failed bool) ingest.Status {
	if jsonscan.Get(call.Facts, "interrupted").Bool() {
		return ingest.StatusCancelled
	}
	if failed {
		if status := call.Refused(nonExecution(r, id)); status != ingest.StatusUnknown {
			return status
		}
	}
	return call.Outcome(failed)
}

// nonExecution returns the word of a record for why a call was not made, "" for none. The SDK writes the list in snake case.
func nonExecution(r record, id string) string {
	kind := ""
	for _, name := range []string{"toolResultMeta", "tool_result_meta"} {
		jsonscan.Each(jsonscan.Get(r.whole, name), func(_ string, meta gjson.Result) bool {
			if jsonscan.Get(meta, "id").Str == id {
				kind = cmp.Or(jsonscan.Get(meta, "non_execution_kind").Str, jsonscan.Get(meta, "nonExecutionKind").Str)
			}
			return kind == ""
		})
	}
	return kind
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
