package otlp

import (
	"encoding/json"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// reportPrompt reports a prompt of the user. A span without the id of its prompt repeats a log record that has one.
func (r *record) reportPrompt(to *collector) {
	key := r.promptKey()
	if key == "" && r.isSpan {
		return
	}
	shared := key != "" && !r.agent.Telemetry.OwnIDs
	if key == "" {
		key = r.attrs.text("message.uuid")
	}
	if key == "" {
		key = r.sequence()
	}
	e := r.event(ingest.PromptID(r.session(), key), ingest.TypeToolCall)
	e.ToolName, e.Input, e.ParentID = model.ToolUserQuery, unlessRedacted(r.attrs.text("prompt", "user_prompt")), ""
	e.Fingerprint = ingest.PromptFingerprint(ingest.SourceTelemetry, r.session(), shared)
	delete(e.Context, "prompt")
	delete(e.Context, "user_prompt")
	dropRecordMembers(e.Context)
	e.Message = ingest.Said(model.KindPrompt, model.RoleUser, e.Input)
	if speech := r.agent.Speech; e.Input != "" && len(speech.Beginnings) > 0 && !speech.IsFromUser(e.Input) {
		e.Continues, e.Fingerprint, e.InTurn = e.ID, nil, true
		e.ID, e.Type, e.ToolName = ingest.ForeignPromptID(r.session(), key), ingest.TypeCheckPoint, ingest.ForeignPrompt
		e.Message.Kind = model.KindNotice
	}
	to.event(e)
}

// promptKey returns the agent's own id of the prompt that the record belongs to, "" if it names none.
func (r *record) promptKey() string {
	return r.attrs.text("prompt.id", "prompt_id", "turn_id", "turn.id")
}

// promptEvent returns the id of the event of that prompt, "" if the record names none.
func (r *record) promptEvent() string {
	if key := r.promptKey(); key != "" {
		return ingest.PromptID(r.session(), key)
	}
	return ""
}

// unlessRedacted returns a text, "" where it only says that the agent left the text out.
func unlessRedacted(text string) string {
	if strings.EqualFold(text, "<REDACTED>") || strings.EqualFold(text, "[REDACTED]") {
		return ""
	}
	return text
}

// dropRecordMembers removes from a context what is about the record alone, and not about the prompt or call that several records report.
func dropRecordMembers(context map[string]json.RawMessage) {
	for _, key := range []string{"event.name", "event.sequence", "event.timestamp", "span_id"} {
		delete(context, key)
	}
}
