package codex

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// result adds the result of a call.
func (c *reader) result(payload gjson.Result, at model.Instant, out *transcript.Batch) {
	id := cmp.Or(transcript.ID(jsonscan.Get(payload, "call_id")), transcript.ID(jsonscan.Get(payload, "id")))
	if id == "" {
		return
	}
	open, known := c.state.Tools.Get(id)
	e := open.Event
	if !known {
		e = c.event(ingest.ToolID(id), ingest.TypeToolCall, at)
		e.ToolUseID = id
	}
	output := jsonscan.Get(payload, "output")
	e.Status, e.DurationSeconds = outcome(output)
	if seconds, ok := at.Seconds(e.At); known && ok && seconds >= 0 && e.DurationSeconds == nil {
		e.DurationSeconds = &seconds
	}
	call := toolcall.Call{Agent: program, Tool: open.Tool, Result: output}
	call.FillResult(&e)
	if refused := call.Worded(e.Output); refused != ingest.StatusUnknown {
		e.Status, e.DurationSeconds = refused, nil
	}
	if e.Status == ingest.StatusFailed || e.Status == ingest.StatusRejected {
		e.Error = transcript.Truncate(e.Output, maxError)
	}
	c.see(transcript.LastCall, at)
	e.Message = call.Message(id)
	out.AddEvent(e)
	c.state.Tools.Drop(id)
	if e.Type == ingest.TypeTaskDelegation && e.TaskID == "" {
		c.returned(id, output)
	}
}

// maxError is the longest message of a failure that is kept, in characters.
const maxError = 2000

// outcome returns whether a call failed, and how long it took in seconds, nil where the output does not say. The output is a text, blocks, or
// JSON in a string that says how the call ended.
func outcome(output gjson.Result) (ingest.Status, *float64) {
	inner, ok := output, output.IsObject()
	if output.Type == gjson.String && strings.HasPrefix(output.Str, "{") {
		inner, ok = transcript.ParseObject([]byte(output.Str))
	}
	var took *float64
	code := int64(0)
	if ok {
		code = inner.Get("metadata.exit_code").Int()
		if value := inner.Get("metadata.duration_seconds"); value.Type == gjson.Number && value.Float() >= 0 {
			seconds := value.Float()
			took = &seconds
		}
	}
	if match := exitCode.FindStringSubmatch(transcript.Truncate(toolcall.DescribeResult(output), maxExitCode)); code == 0 && match != nil {
		code, _ = strconv.ParseInt(match[1], 10, 64)
	}
	if success := jsonscan.Get(inner, "success"); code != 0 || ok && success.Exists() && !success.Bool() {
		return ingest.StatusFailed, took
	}
	return ingest.StatusCompleted, took
}

// exitCode matches how a command ended, in the first maxExitCode characters of its output.
var exitCode = regexp.MustCompile(`(?:Process exited with code|Exit code:) (-?\d+)`)

const maxExitCode = 1000
