package codex

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// item reads an item of the conversation.
func (c *reader) item(payload gjson.Result, at model.Instant, out *transcript.Batch) {
	kind := transcript.Clip(payload.Get("type").String(), 40)
	switch {
	case c.state.Replaying:
	case kind == "message", kind == "reasoning":
		// What was said is told by events, and reasoning is encrypted.
	case strings.HasSuffix(kind, "_output"):
		c.flush(at, out)
		c.result(payload, at, out)
	case strings.HasSuffix(kind, "_call"):
		c.flush(at, out)
		c.call(kind, payload, at, out)
	default:
		out.Ignore("response_item " + kind)
	}
}

func (c *reader) call(kind string, payload gjson.Result, at model.Instant, out *transcript.Batch) {
	id := cmp.Or(transcript.ID(payload.Get("call_id")), transcript.ID(payload.Get("id")))
	if id == "" {
		id = c.state.Own + "/" + kind + "/" + string(at)
	}
	input := codexInput(payload)
	e := c.event(ingest.ToolID(id), ingest.TypeToolCall, at)
	call := toolcall.Call{Agent: program, Tool: cmp.Or(transcript.Text(payload.Get("name")), strings.TrimSuffix(kind, "_call")), Input: input}
	call.Fill(&e)
	e.ToolUseID, e.Status = id, ingest.StatusStarted
	if input.IsObject() {
		e.ToolInput = transcript.RawJSON(input)
	} else {
		e.ToolInput = transcript.Quoted(map[string]string{"input": e.Input})
	}
	switch transcript.Text(payload.Get("status")) {
	case "failed":
		e.Status = ingest.StatusFailed
	case "completed":
		if strings.HasPrefix(kind, "web_search") || strings.HasPrefix(kind, "image") {
			e.Status = ingest.StatusCompleted // these have no output of their own
		}
	}
	out.AddEvent(e)
	e.Input, e.ToolInput = "", nil
	if e.Status == ingest.StatusStarted {
		c.state.Tools.Put(id, openTool{Event: e, Tool: call.Tool}, maxOpenTools)
	}
}

// codexInput returns what a tool was given: arguments are JSON within a text.
func codexInput(payload gjson.Result) gjson.Result {
	for _, name := range []string{"arguments", "input", "action"} {
		value := payload.Get(name)
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

// exitCode finds how a command ended in the text of its output.
var exitCode = regexp.MustCompile(`(?:Process exited with code|Exit code:) (-?\d+)`)

func (c *reader) result(payload gjson.Result, at model.Instant, out *transcript.Batch) {
	id := cmp.Or(transcript.ID(payload.Get("call_id")), transcript.ID(payload.Get("id")))
	if id == "" {
		return
	}
	open, known := c.state.Tools.Get(id)
	e := open.Event
	if !known {
		e = c.event(ingest.ToolID(id), ingest.TypeToolCall, at)
		e.ToolUseID = id
	}
	e.Status = ingest.StatusCompleted
	c.output(payload.Get("output"), &e)
	if seconds, ok := at.Seconds(e.At); known && ok && seconds >= 0 && e.DurationSeconds == nil {
		e.DurationSeconds = &seconds
	}
	call := toolcall.Call{Agent: program, Tool: open.Tool, Result: payload.Get("output")}
	if d := call.Delegation(); d != nil && d.Launched && e.Status != ingest.StatusFailed { // it goes on until its own rollout ends
		e.TaskID, e.Status, e.Output, e.DurationSeconds = d.Subagent, ingest.StatusStarted, "", nil
	}
	out.AddEvent(e)
	c.state.Tools.Drop(id)
}

// output reads the output of a tool: a text, blocks, or JSON within a text that says how it ended.
func (c *reader) output(output gjson.Result, e *ingest.Event) {
	e.Output = toolcall.DescribeResult(output)
	inner, ok := output, output.IsObject()
	if output.Type == gjson.String && strings.HasPrefix(output.Str, "{") {
		inner, ok = transcript.ParseObject([]byte(output.Str))
	}
	code := int64(0)
	if ok {
		code = inner.Get("metadata.exit_code").Int()
		if value := inner.Get("metadata.duration_seconds"); value.Type == gjson.Number && value.Float() >= 0 {
			seconds := value.Float()
			e.DurationSeconds = &seconds
		}
	}
	if match := exitCode.FindStringSubmatch(transcript.Clip(e.Output, 1000)); code == 0 && match != nil {
		code, _ = strconv.ParseInt(match[1], 10, 64)
	}
	if success := inner.Get("success"); code != 0 || ok && success.Exists() && !success.Bool() {
		e.Status, e.Error = ingest.StatusFailed, transcript.Truncate(e.Output, 2000)
	}
}

// spawned tells which thread a delegation started.
func (c *reader) spawned(call, thread string, at model.Instant, out *transcript.Batch) {
	if call == "" || thread == "" {
		return
	}
	e := c.event(ingest.ToolID(call), ingest.TypeTaskDelegation, at)
	toolcall.Call{Agent: program, Subagent: thread}.Fill(&e)
	e.ToolUseID, e.Status = call, ingest.StatusStarted
	out.AddEvent(e)
}
