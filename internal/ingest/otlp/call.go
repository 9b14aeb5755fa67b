package otlp

import (
	"time"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// The attributes that hold the input and the result of a call.
var (
	inputAttributes  = []string{"tool_input", "arguments", "function_args", "gen_ai.tool.call.arguments"}
	resultAttributes = []string{"output", "gen_ai.tool.call.result"}
)

// parametersAttribute holds what an agent says of a call whose input it leaves out.
const parametersAttribute = "tool_parameters"

// callID returns the id of the call. Where ids are telemetry's own, prompt, name and beginning make one for a call that has none.
func (r *record) callID() string {
	id := r.attrs.text(r.agent.Telemetry.CallID...)
	if id != "" || !r.agent.Telemetry.OwnIDs {
		return id
	}
	begun := r.attrs.text("start_time")
	if begun == "" {
		begun = string(r.at)
	}
	return r.session() + "/" + r.promptKey() + "/" + r.toolName() + "/" + begun
}

// call returns the event of a call of a tool with a status.
func (r *record) call(callID string, status ingest.Status) ingest.Event {
	input := r.attrs.object(inputAttributes...)
	call := toolcall.Call{Agent: r.agent.ID, Tool: r.toolName(), Input: gjson.ParseBytes(input), Result: r.result()}
	e := r.event(ingest.ToolID(callID), ingest.TypeToolCall)
	e.ToolUseID, e.ToolInput, e.Model, e.Status = callID, input, "", status
	if r.agent.Telemetry.OwnIDs {
		e.Fingerprint = ingest.CallFingerprint(ingest.SourceTelemetry, r.session(), call.Tool, input)
	}
	for _, keys := range [][]string{inputAttributes, resultAttributes} {
		for _, key := range keys {
			delete(e.Context, key)
		}
	}
	dropRecordMembers(e.Context)
	if d := call.Fill(&e); d != nil && e.SubagentType == "" {
		e.SubagentType = r.subagentType()
	}
	if e.Input == "" {
		e.Input = r.subject()
	}
	e.Message = r.callMessage(call, &e)
	return e
}

// callMessage returns the message of a call. Where its input is left out, it has what is known of it.
func (r *record) callMessage(call toolcall.Call, e *ingest.Event) *ingest.Message {
	if m := call.Message(e.ToolUseID); m != nil {
		return m
	}
	m := &ingest.Message{Kind: model.KindCall, Role: model.RoleAssistant}
	if e.Input != "" {
		m.Parts = []ingest.Part{{Section: model.SectionCall, Type: model.PartCall, CallID: e.ToolUseID, Name: call.Tool, Text: e.Input, IsCut: true}}
	}
	return m
}

// result returns the result of the call, nothing where the agent left it out.
func (r *record) result() gjson.Result {
	for _, key := range resultAttributes {
		if text := unlessRedacted(r.attrs.text(key)); text != "" {
			return gjson.Result{Type: gjson.String, Str: text}
		}
	}
	return gjson.Result{}
}

// toolName returns the name of the tool, in full where the agent keeps that of a server's tool apart.
func (r *record) toolName() string {
	name := r.attrs.text("tool_name", "function_name", "gen_ai.tool.name")
	if name != "mcp_tool" {
		return name
	}
	parameters := r.parameters()
	server, tool := parameters.Get("mcp_server_name").Str, parameters.Get("mcp_tool_name").Str
	if server == "" || tool == "" {
		return name
	}
	return "mcp__" + server + "__" + tool
}

func (r *record) parameters() gjson.Result {
	return gjson.ParseBytes(r.attrs.object(parametersAttribute))
}

// subject returns what a call is about, where its input is left out.
func (r *record) subject() string {
	if text := r.attrs.text("full_command", "file_path"); text != "" {
		return text
	}
	parameters := r.parameters()
	for _, name := range []string{"full_command", "bash_command", "skill_name"} {
		if text := parameters.Get(name).Str; text != "" {
			return text
		}
	}
	return ""
}

// subagentType returns the type of the subagent, where the input is left out.
func (r *record) subagentType() string {
	if kind := r.attrs.text("subagent_type"); kind != "" {
		return kind
	}
	return r.parameters().Get("subagent_type").Str
}

// reportDecision reports that a call was permitted, or not.
func (r *record) reportDecision(to *collector) {
	callID := r.callID()
	if callID == "" {
		return
	}
	status := ingest.StatusStarted
	if r.isRefused() {
		status = ingest.StatusRejected
	}
	e := r.call(callID, status)
	e.DurationSeconds = nil
	to.event(e)
}

// isRefused reports whether the record says that the call was not permitted. Claude Code, Gemini CLI and Qwen Code write "reject", Codex the
// words of ReviewDecision in codex-rs/protocol/src/protocol.rs, of which the second also ends the turn.
func (r *record) isRefused() bool {
	switch r.attrs.text("decision") {
	case "reject", "denied", "abort":
		return true
	default:
		return false
	}
}

// reportCall reports a call that has ended. A call without an id is stored by itself: no other source can know it.
func (r *record) reportCall(callID string, to *collector) {
	if callID == "" {
		r.reportOther(to, ingest.TypeToolCall, r.outcome())
		return
	}
	if d := r.attrs.seconds("duration_ms"); d != nil {
		r.seconds = d
	}
	end := r.at
	if !r.isSpan {
		r.at = beginning(end, r.seconds)
	}
	e := r.call(callID, r.outcome())
	if r.isLaunch(e) {
		e.Status, e.DurationSeconds, e.Output = ingest.StatusStarted, nil, ""
	}
	if e.Status == ingest.StatusFailed {
		e.Error = r.failure()
	}
	to.event(e)
}

// outcome returns how the call ended. The span of an agent also covers a call that was refused, and says nothing unless it says success.
func (r *record) outcome() ingest.Status {
	switch {
	case r.isRefused():
		return ingest.StatusRejected
	case r.failed || r.attrs.text("success") == "false":
		return ingest.StatusFailed
	case r.isSpan && r.sender == registered && r.attrs.text("success") == "":
		return ingest.StatusUnknown
	default:
		return ingest.StatusCompleted
	}
}

// isLaunch reports whether a delegation only began a subagent that goes on in the background: it ended sooner than any that waits.
func (r *record) isLaunch(e ingest.Event) bool {
	return e.Type == ingest.TypeTaskDelegation && e.Status == ingest.StatusCompleted &&
		e.DurationSeconds != nil && *e.DurationSeconds < r.agent.Telemetry.LaunchedFor
}

func (r *record) failure() string {
	if text := r.attrs.text("error", "error.message", "error_type", "error.type"); text != "" {
		return text
	}
	return r.message
}

// beginning returns when something began that took some seconds and ended at an instant.
func beginning(end model.Instant, seconds *float64) model.Instant {
	t, ok := end.Time()
	const longest = 7 * 24 * 3600
	if !ok || seconds == nil || *seconds > longest {
		return end
	}
	return model.NewInstant(t.Add(-time.Duration(*seconds * float64(time.Second))))
}
