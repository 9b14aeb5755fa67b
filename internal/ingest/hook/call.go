package hook

import (
	"encoding/json"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
)

// response is the member of a payload that holds the result of a tool.
const response = "tool_response"

// call adds a call of a tool: its beginning or its end.
func (r *reader) call(status ingest.Status) {
	e := ingest.Event{Status: status}
	if ms, ok := r.number("duration_ms"); ok && ms >= 0 {
		seconds := ms / 1000
		e.DurationSeconds = &seconds
	}
	if status != ingest.StatusStarted {
		e.EndedAt = r.instant
	}
	e.Context = r.context(eventName, "tool_name", "tool_input", response, r.agent.Hooks.CallID, "duration_ms", "error")
	call := r.fillCall(&e, r.fields)
	if status == ingest.StatusCompleted {
		e.TaskEnd = call.TaskEnd(call.Task(), r.instant)
	}
	r.addEvent(e)
}

// callEnded adds the end of a call. Where the agent has no event for a failure, the response says whether it failed.
func (r *reader) callEnded() {
	member := r.agent.Hooks.ResponseError
	result := r.object(response)
	if member == "" || !result.has(member) {
		r.call(ingest.StatusCompleted)
		if end := r.last().TaskEnd; end != nil {
			r.addStopOf(ingest.MarkRow{Facts: ingest.MarkFacts{TaskEnd: end}})
		}
		return
	}
	r.call(ingest.StatusFailed)
	message := result.text(member)
	if message == "" {
		message = result.object(member).text("message")
	}
	r.last().Error = ingest.Truncate(message, ingest.MaxEventText)
}

// callFailed adds a call that failed, was not permitted, or was broken off by the user.
func (r *reader) callFailed() {
	status := toolcall.Call{Agent: r.agent.ID, Result: gjson.ParseBytes(r.fields["error"])}.Outcome(true)
	if isInterrupted, _ := r.flag("is_interrupt"); isInterrupted {
		status = ingest.StatusCancelled
	}
	r.call(status)
	e := r.last()
	e.Error = ingest.Truncate(r.text("error"), ingest.MaxEventText)
	e.Output = e.Error
	addFailure(e, r.text("error"))
}

// addFailure adds to the message of a call the error that it ended with.
func addFailure(e *ingest.Event, text string) {
	failure := toolcall.Call{Tool: e.ToolName, Result: gjson.Result{Type: gjson.String, Str: text, Raw: text}}.Message(e.ToolUseID)
	if text == "" || failure == nil {
		return
	}
	if e.Message == nil {
		e.Message = failure
		return
	}
	e.Message.Parts = append(e.Message.Parts, failure.Parts...)
}

// callDenied adds a call that was not permitted.
func (r *reader) callDenied() {
	r.call(ingest.StatusRejected)
	r.last().Error = ingest.Truncate(r.text("reason"), ingest.MaxEventText)
	addFailure(r.last(), r.text("reason"))
}

// calls adds calls that ran side by side. The payload does not say whether one failed.
func (r *reader) calls() {
	for _, member := range r.list("tool_calls") {
		if member.id(r.agent.Hooks.CallID) != "" {
			e := ingest.Event{Status: ingest.StatusRecorded}
			r.fillCall(&e, member)
			r.addEvent(e)
		}
	}
}

func (r *reader) last() *ingest.Event { return r.observations[len(r.observations)-1].Event }

// fillCall sets what an object of the payload says of a call: the payload itself, or one of several calls in it.
func (r *reader) fillCall(e *ingest.Event, f fields) toolcall.Call {
	input := f["tool_input"]
	call := toolcall.Call{
		Agent: r.agent.ID, Tool: ingest.Truncate(f.text("tool_name"), maxName), Input: gjson.ParseBytes(input), Result: gjson.ParseBytes(f[response]),
	}
	e.ToolInput = input
	e.ToolUseID = f.id(r.agent.Hooks.CallID)
	if e.ToolUseID == "" || r.agent.Telemetry.OwnIDs { // telemetry does not know the id
		e.Fingerprint = ingest.CallFingerprint(callSource(e.Status), r.session, call.Tool, input)
	}
	if e.ToolUseID == "" {
		e.ToolUseID = "call-" + r.digest(e.Fingerprint.Key, e.Fingerprint.Source, r.id("agent_id"))
		r.mayRepeat(e.Fingerprint)
	}
	e.ID = ingest.ToolID(e.ToolUseID)
	e.Message = call.Message(e.ToolUseID)
	r.setParent(e)
	if call.Fill(e) != nil {
		addFacts(e, f)
	}
	return call
}

// addFacts adds to the context what the result of a delegation states beside what the subagent said.
func addFacts(e *ingest.Event, f fields) {
	result := f.object(response)
	if result == nil { // Codex hands over the result as a text that holds JSON
		result = inner(f.text(response))
	}
	facts := result.except("content", "prompt", "description")
	if facts == nil {
		return
	}
	if raw, err := json.Marshal(facts); err == nil {
		e.Context[response] = bounded(raw)
	}
}

// callSource distinguishes the hook before a call from the one after it.
func callSource(status ingest.Status) string {
	if status == ingest.StatusStarted {
		return ingest.SourceHookBefore
	}
	return ingest.SourceHookAfter
}

// inner returns the members of an object that a text holds, nil if it holds none.
func inner(text string) fields {
	var f fields
	if json.Unmarshal([]byte(text), &f) != nil {
		return nil
	}
	return f
}
