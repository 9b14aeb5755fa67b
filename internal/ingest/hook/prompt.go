package hook

import (
	"encoding/json"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// prompt adds a turn. It also ends the turn before: agents have no event for a turn that the user interrupts. Nothing is added for a
// payload that only hands results of tools to the model, and no turn for a text that the user did not write.
func (r *reader) prompt() {
	text, mayContinue := r.promptText()
	if mayContinue && text == "" {
		return
	}
	if !r.isFromUser(text) {
		r.foreignPrompt()
		return
	}
	key := r.promptID()
	fingerprint := ingest.PromptFingerprint(ingest.SourceHook, r.session, key != "")
	if key == "" {
		key = r.digest(text)
		r.mayRepeat(fingerprint)
	}
	id := ingest.PromptID(r.session, key)
	if r.isMainThread() && !mayContinue {
		r.addStopOf(ingest.MarkRow{ID: id, ToolName: model.ToolUserQuery})
	}
	e := ingest.Event{
		ID: id, Type: ingest.TypeToolCall, ToolName: model.ToolUserQuery, Status: ingest.StatusStarted, Input: ingest.Truncate(text, ingest.MaxEventText),
		Model: r.text("model"), Context: r.context(eventName, "prompt", r.agent.Hooks.SubmittedPrompt), Fingerprint: fingerprint,
		MayContinue: mayContinue, Message: ingest.Said(model.KindPrompt, model.RoleUser, text),
	}
	if !r.isMainThread() {
		e.Subagent, e.SubagentType = r.id("agent_id"), r.text("agent_type")
	}
	r.addEvent(e)
}

// foreignPrompt adds what somebody else than the user said. What the agent does about it belongs to the latest prompt of the user.
func (r *reader) foreignPrompt() {
	r.notice()
	e := r.last()
	e.ParentID, e.InTurn = "", true
	e.Message = ingest.Said(model.KindNotice, model.RoleUser, r.text("prompt"))
	if id := r.promptID(); id != "" {
		e.ID, e.Fingerprint = ingest.ForeignPromptID(r.session, id), nil
		e.Continues = ingest.PromptID(r.session, id)
	}
}

// isFromUser reports whether the user wrote a prompt: as the payload states it, otherwise as its text shows it.
func (r *reader) isFromUser(text string) bool {
	speech := r.agent.Speech
	if isUser, ok := speech.IsUser(r.text(speech.Member)); ok {
		return isUser
	}
	return len(speech.Beginnings) == 0 || text == "" || speech.IsFromUser(text)
}

// promptText returns the text of the prompt, and whether the payload may only continue a turn.
func (r *reader) promptText() (text string, mayContinue bool) {
	member := r.agent.Hooks.SubmittedPrompt
	if submitted := r.text(member); member != "" && submitted != "" {
		return submitted, false
	}
	return r.text("prompt"), member != ""
}

// context returns the members of the payload that are kept nowhere else; used are those that the event shows.
func (r *reader) context(used ...string) map[string]json.RawMessage {
	return r.except(append(used, "session_id", "transcript_path", "cwd", "agent_id", "model", "timestamp")...)
}
