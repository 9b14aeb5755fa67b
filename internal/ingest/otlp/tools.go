package otlp

import (
	"encoding/json"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// tool begins the event of a call of a tool; false where the call has no id by which other sources know it.
func (r record) tool(callID string) (ingest.Event, bool) {
	if callID == "" {
		return ingest.Event{}, false
	}
	e := r.event(ingest.ToolID(callID), ingest.TypeToolCall)
	e.ToolUseID, e.ToolName, e.Model = callID, r.toolName(), ""
	e.ToolInput = r.attrs.object("tool_input", "arguments", "function_args", "gen_ai.tool.call.arguments", "tool_parameters")
	if r.program == geminiCLI {
		e.Fingerprint = ingest.CallFingerprint(ingest.SourceTelemetry, r.session(), e.ToolName, e.ToolInput)
	}
	e.Input = summary(e.ToolInput)
	if e.Input == "" {
		e.Input = r.attrs.text("full_command", "file_path")
	}
	if e.ToolName == model.ToolTask || e.ToolName == "Agent" {
		e.Type, e.ToolName, e.SubagentType = ingest.TypeTaskDelegation, model.ToolTask, r.subagentType(e.ToolInput)
	}
	for _, key := range []string{"tool_input", "arguments", "function_args", "output", "gen_ai.tool.call.arguments", "gen_ai.tool.call.result"} {
		delete(e.Context, key)
	}
	forgetTelling(e.Context)
	return e, true
}

// forgetTelling takes out of the context what is said of the record alone, and not of the prompt or call that several records tell of.
func forgetTelling(context map[string]json.RawMessage) {
	for _, key := range []string{"event.name", "event.sequence", "event.timestamp", "span_id"} {
		delete(context, key)
	}
}

// toolName returns the name of the tool, in full where the program keeps that of a server's tool apart.
func (r record) toolName() string {
	name := r.attrs.text("tool_name", "function_name", "gen_ai.tool.name")
	if name != "mcp_tool" {
		return name
	}
	of := members(r.attrs.object("tool_parameters"))
	if of["mcp_server_name"] != "" && of["mcp_tool_name"] != "" {
		return "mcp__" + of["mcp_server_name"] + "__" + of["mcp_tool_name"]
	}
	return name
}

func (r record) subagentType(input json.RawMessage) string {
	if kind := r.attrs.text("subagent_type"); kind != "" {
		return kind
	}
	return members(input)["subagent_type"]
}

// toolDecision notes that a call was permitted, or not.
func (r record) toolDecision(to *collector, callID string) {
	e, ok := r.tool(callID)
	if !ok {
		return
	}
	e.Status, e.DurationSeconds = ingest.StatusStarted, nil
	switch r.attrs.text("decision") {
	case "reject", "denied", "abort":
		e.Status = ingest.StatusCancelled
	}
	to.event(e)
}

// toolResult notes that a call has ended.
func (r record) toolResult(to *collector, callID string) {
	e, ok := r.tool(callID)
	if !ok {
		r.mark(to, ingest.TypeToolCall, r.outcome())
		return
	}
	e.Status = r.outcome()
	if d := r.attrs.seconds("duration_ms"); d != nil {
		e.DurationSeconds = d
	}
	if !r.span {
		e.At = begin(r.at, e.DurationSeconds)
	}
	if r.launched(e) {
		e.Status, e.DurationSeconds = ingest.StatusStarted, nil
	}
	e.Output = told(r.attrs.text("output", "gen_ai.tool.call.result"))
	if e.Status == ingest.StatusFailed {
		e.Error = r.failure()
	}
	to.event(e)
}

// outcome returns how it ended. The span around a call of Claude Code lasts on a refusal too, and says nothing.
func (r record) outcome() ingest.Status {
	switch {
	case r.failed || r.attrs.text("success") == "false":
		return ingest.StatusFailed
	case r.program == claudeCode && r.span && r.attrs.text("success") == "":
		return ingest.StatusUnknown
	default:
		return ingest.StatusCompleted
	}
}

// atLeast is how long a subagent takes, at least: it asks a model.
const atLeast = 0.5

// launched reports whether a call of Claude Code began a subagent that goes on in the background. Its result does not say so, but comes
// sooner than any that was waited for.
func (r record) launched(e ingest.Event) bool {
	return r.program == claudeCode && e.Type == ingest.TypeTaskDelegation && e.Status == ingest.StatusCompleted &&
		e.DurationSeconds != nil && *e.DurationSeconds < atLeast
}

func (r record) failure() string {
	if text := r.attrs.text("error", "error.message", "error_type", "error.type"); text != "" {
		return text
	}
	return r.message
}

// begin returns when something began that ended at an instant after a while.
func begin(end model.Instant, seconds *float64) model.Instant {
	t, ok := end.Time()
	const longest = 7 * 24 * 3600
	if !ok || seconds == nil || *seconds > longest {
		return end
	}
	return model.InstantOf(t.Add(-time.Duration(*seconds * float64(time.Second))))
}

// telling are the members of an input that say best what a call is about.
var telling = []string{"command", "cmd", "file_path", "path", "pattern", "url", "query", "description", "prompt"}

// summary says in a line what a call is about, "" if its input does not tell.
func summary(input json.RawMessage) string {
	of := members(input)
	for _, name := range telling {
		if of[name] != "" {
			return of[name]
		}
	}
	return ""
}

// members returns the members of an object that are texts.
func members(object json.RawMessage) map[string]string {
	var all map[string]any
	if json.Unmarshal(object, &all) != nil {
		return nil
	}
	texts := map[string]string{}
	for name, value := range all {
		if text, ok := value.(string); ok {
			texts[name] = text
		}
	}
	return texts
}
