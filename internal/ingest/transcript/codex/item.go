package codex

import (
	"cmp"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// item reads an item of the conversation.
func (c *reader) item(payload gjson.Result, at model.Instant, out *transcript.Batch) {
	kind := transcript.Truncate(jsonscan.Get(payload, "type").String(), transcript.MaxKind)
	switch {
	case c.state.Replaying:
	case kind == "message", kind == "reasoning":
		// Events report what was said, and reasoning is encrypted.
	case strings.HasSuffix(kind, "_output"):
		c.addPendingPrompt(at, out)
		c.result(payload, at, out)
	case strings.HasSuffix(kind, "_call"):
		c.addPendingPrompt(at, out)
		c.call(kind, payload, at, out)
	default:
		out.Ignore("response_item " + kind)
	}
}

// call adds a call of a tool, or a delegation.
func (c *reader) call(kind string, payload gjson.Result, at model.Instant, out *transcript.Batch) {
	id := cmp.Or(transcript.ID(jsonscan.Get(payload, "call_id")), transcript.ID(jsonscan.Get(payload, "id")))
	if id == "" {
		id = c.state.Own + "/" + kind + "/" + string(at)
	}
	input := codexInput(payload)
	e := c.event(ingest.ToolID(id), ingest.TypeToolCall, at)
	call := toolcall.Call{Agent: program, Tool: cmp.Or(transcript.Text(jsonscan.Get(payload, "name")), strings.TrimSuffix(kind, "_call")), Input: input}
	call.Fill(&e)
	e.ToolUseID, e.Status = id, ingest.StatusStarted
	if input.IsObject() {
		e.ToolInput = transcript.RawJSON(input)
	} else {
		e.ToolInput = transcript.Quoted(map[string]string{"input": e.Input})
	}
	switch transcript.Text(jsonscan.Get(payload, "status")) {
	case "failed":
		e.Status = ingest.StatusFailed
	case "completed":
		if strings.HasPrefix(kind, "web_search") || strings.HasPrefix(kind, "image") {
			e.Status = ingest.StatusCompleted // these have no record of an output
		}
	}
	out.AddEvent(e)
	e.Input, e.ToolInput = "", nil
	if e.Status == ingest.StatusStarted {
		c.state.Tools.Put(id, openTool{Event: e, Tool: call.Tool}, maxOpenTools)
	}
}

// codexInput returns the input of a tool. Arguments are JSON in a string.
func codexInput(payload gjson.Result) gjson.Result {
	for _, name := range []string{"arguments", "input", "action"} {
		value := jsonscan.Get(payload, name)
		if value.Type == gjson.String {
			if inner, ok := transcript.ParseObject([]byte(value.Str)); ok {
				return inner
			}
		}
		if value.Exists() {
			return value
		}
	}
	return gjson.Result{}
}

// spawned adds which thread a delegation started.
func (c *reader) spawned(call, thread string, at model.Instant, out *transcript.Batch) {
	if call == "" || thread == "" {
		return
	}
	e := c.event(ingest.ToolID(call), ingest.TypeTaskDelegation, at)
	toolcall.Call{Agent: program, Subagent: thread}.Fill(&e)
	e.ToolUseID, e.Status = call, ingest.StatusStarted
	out.AddEvent(e)
}
