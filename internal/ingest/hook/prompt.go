package hook

import (
	"encoding/json"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// maxText is the length, in bytes, up to which the input and the output of an event are kept.
const maxText = 64 << 10

// prompt adds a turn. It also ends the turn before: an agent that the user interrupts tells nothing of it.
func (r *reading) prompt() {
	text := r.text("prompt")
	key := r.turn()
	likeness := ingest.PromptFingerprint(ingest.SourceHook, r.session, key != "")
	if key == "" {
		key = r.hash(promptBucket, text)
	}
	id := ingest.PromptID(r.session, key)
	if r.mainThread() {
		if c, ok := ingest.NewStop(model.ToolUserQuery, ""); ok {
			c.Except = id
			r.addClose(c)
		}
	}
	e := ingest.Event{
		ID: id, Type: ingest.TypeToolCall, ToolName: model.ToolUserQuery, Status: ingest.StatusStarted,
		Input: shortened(text, maxText), Model: r.text("model"), Context: r.context("hook_event_name", "prompt"), Fingerprint: likeness,
	}
	if !r.mainThread() {
		e.Subagent, e.SubagentType = r.id("agent_id"), r.text("agent_type")
	}
	r.addEvent(e)
}

// context returns the members of the payload that are kept nowhere else.
func (r *reading) context(used ...string) map[string]json.RawMessage {
	return r.except(append(used, "session_id", "transcript_path", "cwd", "agent_id", "model", "timestamp")...)
}
