package hook

import (
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// answers are the members that hold what the agent said last.
var answers = []string{"last_assistant_message", "prompt_response"}

// say adds what an event that is neither a prompt nor a call says.
func (r *reader) say(e *ingest.Event) {
	switch r.event.Kind {
	case agent.TurnEnded, agent.SubagentStopped:
		r.answer("", model.KindAnswer, r.firstText(answers...))
	case agent.TurnFailed:
		r.answer(e.ID, model.KindError, r.firstText(append(answers, "error_details", "error")...))
	default:
		switch r.event.Name {
		case "Notification":
			e.Message = ingest.Said(model.KindNotice, model.RoleSystem, r.text("message"))
		case "PermissionRequest":
			e.Message = r.permission()
		}
	}
}

// answer adds what the agent said last. Its text identifies the message that other sources report.
func (r *reader) answer(eventID string, kind model.MessageKind, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	subagent := r.id("agent_id")
	m := ingest.Message{
		EventID: eventID, SessionID: r.session, Subagent: subagent, At: r.instant, Role: model.RoleAssistant, Kind: kind, Source: ingest.SourceHook,
		Parts:       []ingest.Part{ingest.TextPart(0, model.PartText, strings.TrimSpace(text))},
		Fingerprint: ingest.AnswerFingerprint(ingest.SourceHook, r.session, subagent, text, false).Repeatable(),
	}
	m.ID = ingest.MessageID(r.session, "said\x00"+r.digest(m.Fingerprint.Key))
	if kind == model.KindError {
		m.FinishReason = model.FinishError
	}
	r.observations = append(r.observations, ingest.Observation{Message: &m})
}

// permission returns the question whether a call is permitted.
func (r *reader) permission() *ingest.Message {
	p := ingest.TextPart(0, model.PartPermission, string(r.fields["tool_input"]))
	p.Name, p.CallID = ingest.Truncate(r.text("tool_name"), maxName), r.id(r.agent.Hooks.CallID)
	return &ingest.Message{Kind: model.KindNotice, Role: model.RoleSystem, Parts: []ingest.Part{p}}
}
