package states

import (
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

type sessionRow struct {
	SessionID   string `bun:"session_id"`
	ParentID    string `bun:"parent_session_id"`
	Agent       string `bun:"agent_assigned"`
	Status      string `bun:"status"`
	CreatedAt   string `bun:"created_at"`
	CompletedAt string `bun:"completed_at"`
	Reason      string `bun:"reason"`
	EndedBy     string `bun:"ended_by"`
}

func (r *sessionRow) facts() model.SessionFacts {
	return model.SessionFacts{
		SessionID: r.SessionID, ParentID: r.ParentID, Agent: r.Agent, Status: r.Status, CreatedAt: model.Instant(r.CreatedAt),
		CompletedAt: model.Instant(r.CompletedAt), EndReason: r.Reason, Silent: r.EndedBy == ingest.EndedBySilence,
	}
}

// mostContext is the length in bytes of the longest context that is read as a whole. Of a longer one only some members are.
const mostContext = 64 << 10

// signColumns select what signRow holds.
const signColumns = `coalesce(e.event_id, '') AS event_id, coalesce(e.session_id, '') AS session_id, coalesce(s.subagent, '') AS subagent,
	coalesce(e.subagent_type, '') AS subagent_type, coalesce(e.agent_id, '') AS agent_id, coalesce(e.event_type, '') AS event_type,
	coalesce(listed_name(e.tool_name), '') AS tool_name, coalesce(e.status, '') AS status, coalesce(as_text(e.timestamp), '') AS timestamp,
	as_number(e.execution_duration_seconds) AS seconds, coalesce(substr(e.input_summary, 1, 2000), '') AS input,
	CASE WHEN e.event_type = :error THEN coalesce(substr(e.output_summary, 1, 2000), '') ELSE '' END AS output, k.event_id IS NOT NULL AS witnessed,
	coalesce(CASE WHEN bytes_of(e.context) <= :most_context THEN as_text(e.context)
		ELSE as_text(listed_object(e.context, 'notification_type ended_at closed_at ended_by decided_at tool_name error')) END, '') AS context`

type signRow struct {
	EventID      string   `bun:"event_id"`
	SessionID    string   `bun:"session_id"`
	Subagent     string   `bun:"subagent"`
	SubagentType string   `bun:"subagent_type"`
	AgentID      string   `bun:"agent_id"`
	Type         string   `bun:"event_type"`
	Tool         string   `bun:"tool_name"`
	Status       string   `bun:"status"`
	At           string   `bun:"timestamp"`
	Seconds      *float64 `bun:"seconds"`
	Input        string   `bun:"input"`
	Output       string   `bun:"output"`
	Witnessed    bool     `bun:"witnessed"`
	Context      string   `bun:"context"`
}

func (r *signRow) sign() model.SessionSign {
	context := gjson.Parse(r.Context)
	text := func(member string) string { return context.Get(member).Str }
	s := model.SessionSign{
		EventID: r.EventID, SessionID: r.SessionID, Subagent: r.Subagent, Actor: r.AgentID, Type: r.Type, Tool: r.Tool, Status: model.Status(r.Status),
		At: model.Instant(r.At), Text: r.Input, By: r.source(context), Silent: text(ingest.EndedByMember) == ingest.EndedBySilence,
		DecidedAt: model.Instant(text(ingest.DecidedMember)), StopReason: text("stop_reason"),
	}
	if r.Subagent != "" && r.SubagentType != "" {
		s.Actor = r.SubagentType
	}
	if s.Status.StatesEnd() || text(ingest.StoppedMember) != "" {
		s.EndedAt = r.end(text(ingest.EndedMember), text(ingest.StoppedMember))
	}
	if r.Type == ingest.TypeError {
		s.Failure = joined(text("error"), r.Output, text("error_details"), text(ingest.FailureMember))
		if retry := context.Get(ingest.RetryMember); retry.Type == gjson.Number {
			s.RetryIn = &retry.Num
		}
	}
	readHook(&s, context)
	return s
}

// readHook adds what the payload of a hook says, by the event for which it was called.
func readHook(s *model.SessionSign, context gjson.Result) {
	switch agent.EventNamed(s.Tool).Kind {
	case agent.SessionStarted:
		s.Origin = context.Get("source").Str
	case agent.PermissionAsked:
		s.AskedCall, s.AskedTool = context.Get("tool_use_id").Str, context.Get("tool_name").Str
		s.AskedText = toolcall.Describe(context.Get("tool_input"))
	case agent.Notified:
		s.Notice = context.Get("notification_type").Str
		if notice, ok := agent.NoticeNamed(s.Notice); ok {
			for _, member := range notice.Details {
				if s.AskedText == "" {
					s.AskedText = context.Get("details").Get(member).Str
				}
			}
		}
	case agent.TurnEnded, agent.TurnFailed:
		list := context.Get(ingest.BackgroundMember)
		s.Background = ingest.Background([]byte(list.Raw))
		if len(s.Background) > 0 {
			s.BackgroundText = describeBackground(list, s.Background[0])
		}
	}
}

// describeBackground returns what an entry of a list of what goes on in the background is about.
func describeBackground(list gjson.Result, id string) string {
	text := ""
	list.ForEach(func(_, entry gjson.Result) bool {
		if ingest.ID(entry.Get("id").Str) != id {
			return true
		}
		for _, member := range []string{"description", "command", "name", "agent_type", "type"} {
			if text == "" {
				text = entry.Get(member).Str
			}
		}
		return false
	})
	return text
}

// source returns what reported the event. A hook may report what telemetry reports too; then the telemetry is named.
func (r *signRow) source(context gjson.Result) model.StateSource {
	isOfHook := agent.EventNamed(r.Tool).Kind != agent.Notice
	switch {
	case isOfHook && r.Witnessed:
		return model.ByHook
	case isOfTelemetry(context):
		return model.ByTelemetry
	case r.Witnessed:
		return model.ByHook
	case ingest.IsDerived(r.EventID):
		return model.ByTranscript
	default:
		return model.ByAPI
	}
}

// isOfTelemetry reports whether a context has the attribute by which a record of telemetry names its session or itself.
func isOfTelemetry(context gjson.Result) bool {
	for _, attribute := range []string{`session\.id`, `conversation\.id`, `gen_ai\.conversation\.id`, `event\.name`} {
		if context.Get(attribute).Exists() {
			return true
		}
	}
	return false
}

// end returns when the event ended: at the end that a source saw, at the stop that ended it, or after its duration.
func (r *signRow) end(ended, stopped string) model.Instant {
	if ended != "" {
		return model.Instant(ended)
	}
	if stopped != "" {
		return model.Instant(stopped)
	}
	at, ok := model.Instant(r.At).Time()
	const longest = 366 * 24 * 3600
	if !ok || r.Seconds == nil || *r.Seconds <= 0 || *r.Seconds > longest {
		return ""
	}
	return model.NewInstant(at.Add(time.Duration(*r.Seconds * float64(time.Second))))
}

// joined joins the texts that are not empty, each on a line. A text that others contain already is left out.
func joined(texts ...string) string {
	all := ""
	for _, text := range texts {
		if strings.Contains(all, text) {
			continue
		}
		if all != "" {
			all += "\n"
		}
		all += text
	}
	return all
}
