package hook

import (
	"encoding/json"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// tool adds a call of a tool: its beginning or its end.
func (r *reading) tool(status ingest.Status) {
	e := r.call(r.fields, status)
	e.Context = r.context("hook_event_name", "tool_name", "tool_input", "tool_response", "tool_use_id", "duration_ms", "error")
	if ms, ok := r.number("duration_ms"); ok && ms >= 0 {
		seconds := ms / 1000
		e.DurationSeconds = &seconds
	}
	if status == ingest.StatusCompleted || status == ingest.StatusFailed {
		e.EndedAt = r.seen
	}
	r.delegate(&e)
	r.addEvent(e)
}

// afterTool adds the end of a call, which failed if its response says so.
func (r *reading) afterTool() {
	response := r.object("tool_response")
	if !response.has("error") {
		r.tool(ingest.StatusCompleted)
		return
	}
	r.tool(ingest.StatusFailed)
	message := response.text("error")
	if inner := response.object("error"); message == "" {
		message = inner.text("message")
	}
	r.last().Error = shortened(message, maxText)
}

func (r *reading) toolFailed() {
	r.tool(ingest.StatusFailed)
	e := r.last()
	e.Error = shortened(r.text("error"), maxText)
	e.Output = e.Error
}

// toolDenied adds that a call was not permitted.
func (r *reading) toolDenied() {
	r.tool(ingest.StatusCancelled)
	r.last().Error = shortened(r.text("reason"), maxText)
}

// batch adds the calls that were made side by side. Whether one failed it does not tell.
func (r *reading) batch() {
	for _, one := range r.list("tool_calls") {
		if one.id("tool_use_id") != "" {
			r.addEvent(r.call(one, ingest.StatusRecorded))
		}
	}
}

func (r *reading) last() *ingest.Event { return r.observations[len(r.observations)-1].Event }

// call returns the event of a call, as one object of the payload tells it.
func (r *reading) call(f fields, status ingest.Status) ingest.Event {
	name := shortened(f.text("tool_name"), maxName)
	e := ingest.Event{
		Type: ingest.TypeToolCall, ToolName: name, Status: status,
		Input: inputText(f["tool_input"]), Output: outputText(f["tool_response"]), ToolInput: f["tool_input"],
	}
	e.ToolUseID = f.id("tool_use_id")
	if e.ToolUseID == "" {
		e.Fingerprint = ingest.CallFingerprint(callSource(status), r.session, name, f["tool_input"])
		e.ToolUseID = "call-" + r.hash(toolBucket, e.Fingerprint.Key, e.Fingerprint.Source, r.id("agent_id"))
	}
	e.ID = ingest.ToolID(e.ToolUseID)
	r.place(&e)
	return e
}

// callSource distinguishes the hook before a call from the one after it.
func callSource(status ingest.Status) string {
	if status == ingest.StatusStarted {
		return ingest.SourceHookBefore
	}
	return ingest.SourceHookAfter
}

// delegate completes a call that gives work to a subagent.
func (r *reading) delegate(e *ingest.Event) {
	if !delegates(e.ToolName) {
		return
	}
	input, response := r.object("tool_input"), r.object("tool_response")
	if response == nil {
		// Codex hands over the response as a text that holds JSON.
		response = inner(r.text("tool_response"))
	}
	if e.Context == nil {
		e.Context = map[string]json.RawMessage{}
	}
	e.Context["tool_name"] = r.fields["tool_name"]
	e.Type, e.ToolName = ingest.TypeTaskDelegation, model.ToolTask
	e.SubagentType = input.firstText("subagent_type", "agent_type", "agent_name")
	e.TaskID = response.firstText("agentId", "agent_id", "new_thread_id")
	e.Model = response.firstText("resolvedModel")
	if e.Model == "" && r.agent != ClaudeCode { // there it is a short name, such as "sonnet", that nobody else tells
		e.Model = input.text("model")
	}
	if facts := response.except("content", "prompt", "description"); facts != nil {
		if raw, err := json.Marshal(facts); err == nil {
			e.Context["tool_response"] = bounded(raw)
		}
	}
	if e.Status == ingest.StatusCompleted && inBackground(r.text("tool_name"), response) {
		e.Status, e.DurationSeconds, e.EndedAt = ingest.StatusStarted, nil, ""
	}
}

// delegates reports whether a tool gives work to a subagent.
func delegates(tool string) bool {
	switch tool {
	case "Agent", model.ToolTask, "spawn_agent", "delegate_to_agent":
		return true
	}
	return false
}

// inBackground reports whether a delegation goes on after its call returned: a stop of the subagent ends it.
func inBackground(tool string, response fields) bool {
	return response.text("status") == "async_launched" || tool == "spawn_agent"
}

// inner returns the members of an object that a text holds, nil if it holds none.
func inner(text string) fields {
	var f fields
	if json.Unmarshal([]byte(text), &f) != nil {
		return nil
	}
	return f
}
