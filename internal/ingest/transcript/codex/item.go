package codex

import (
	"cmp"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// item reads an item of the conversation (ResponseItem in codex-rs/protocol/src/models.rs).
func (c *reader) item(r record, out *transcript.Batch) {
	switch {
	case r.event == "message":
		c.added(r, out)
		if jsonscan.Get(r.payload, "role").Str == "user" {
			c.userInput(r, out)
		}
		// Events and completed items report what the agent said.
	case r.event == "reasoning":
		c.reasoning(r, out)
	case strings.HasSuffix(r.event, "_output"):
		c.addPendingPrompt(r.at, out)
		c.result(r.payload, r.at, out)
	case strings.HasSuffix(r.event, "_call"):
		c.addPendingPrompt(r.at, out)
		c.call(r, out)
	default:
		out.Ignore("response_item " + r.event)
	}
}

// call adds a call of a tool, or a delegation.
func (c *reader) call(r record, out *transcript.Batch) {
	id := cmp.Or(transcript.ID(jsonscan.Get(r.payload, "call_id")), transcript.ID(jsonscan.Get(r.payload, "id")))
	if id == "" && c.state.HasItems {
		return // its completed item has the id
	}
	if id == "" {
		id = c.state.Own + "/" + r.event + "/" + string(r.at)
	}
	if c.state.HasItems {
		c.state.Called.Put(id, true, maxCalled)
	}
	input := codexInput(r.payload)
	e := c.event(ingest.ToolID(id), ingest.TypeToolCall, r.at)
	call := toolcall.Call{Agent: program, Tool: cmp.Or(toolName(r.payload), strings.TrimSuffix(r.event, "_call")), Input: input}
	call.Fill(&e)
	e.ToolUseID, e.Status = id, ingest.StatusStarted
	if input.IsObject() {
		e.ToolInput = transcript.RawJSON(input)
	} else {
		e.ToolInput = transcript.Quoted(map[string]string{"input": e.Input})
	}
	switch transcript.Text(jsonscan.Get(r.payload, "status")) {
	case "failed":
		e.Status = ingest.StatusFailed
	case "completed":
		if strings.HasPrefix(r.event, "web_search") || strings.HasPrefix(r.event, "image") {
			e.Status = ingest.StatusCompleted // these have no record of an output
		}
	}
	c.see(transcript.LastCall, r.at)
	e.Message = call.Message(id)
	out.AddEvent(e)
	e.Input, e.ToolInput, e.Message = "", nil, nil
	if e.Status == ingest.StatusStarted {
		c.state.Tools.Put(id, openTool{Event: e, Tool: call.Tool}, maxOpenTools)
	}
}

// toolName returns the name of the tool of a call, "" where it has none. Tools of servers have the server as their namespace; hooks name them by
// both.
func toolName(call gjson.Result) string {
	name, space := transcript.Text(jsonscan.Get(call, "name")), jsonscan.Get(call, "namespace").Str
	if name == "" || !strings.HasPrefix(space, "mcp__") || strings.HasPrefix(name, space) {
		return name
	}
	return transcript.Truncate(strings.TrimSuffix(space, "__")+"__"+name, ingest.MaxID)
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
