package events

import (
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// eventColumns selects what eventRow holds. Casts keep stored text as text and make
// numbers of whatever an old file holds in a number's place.
var eventColumns = `coalesce(event_id, '') AS event_id, coalesce(agent_id, '') AS agent_id, coalesce(event_type, '') AS event_type, ` +
	database.Text("timestamp") + ` AS timestamp, tool_name, input_summary, output_summary, CAST(context AS TEXT) AS context,
	coalesce(session_id, '') AS session_id, feature_id, parent_event_id, subagent_type,
	CAST(coalesce(child_spike_count, 0) AS BIGINT) AS child_spike_count,
	CAST(execution_duration_seconds AS DOUBLE PRECISION) AS execution_duration_seconds,
	coalesce(status, '') AS status, model, CAST(cost_tokens AS BIGINT) AS cost_tokens`

var eventDetailColumns = eventColumns + `, parent_agent_id, claude_task_id, CAST(tool_input AS TEXT) AS tool_input, source, step_id, ` +
	database.Text("created_at") + ` AS created_at, ` + database.Text("updated_at") + ` AS updated_at`

type eventRow struct {
	EventID         string   `bun:"event_id"`
	AgentID         string   `bun:"agent_id"`
	EventType       string   `bun:"event_type"`
	Timestamp       string   `bun:"timestamp"`
	ToolName        *string  `bun:"tool_name"`
	InputSummary    *string  `bun:"input_summary"`
	OutputSummary   *string  `bun:"output_summary"`
	Context         *string  `bun:"context"`
	SessionID       string   `bun:"session_id"`
	FeatureID       *string  `bun:"feature_id"`
	ParentEventID   *string  `bun:"parent_event_id"`
	SubagentType    *string  `bun:"subagent_type"`
	ChildSpikeCount int64    `bun:"child_spike_count"`
	DurationSeconds *float64 `bun:"execution_duration_seconds"`
	Status          string   `bun:"status"`
	Model           *string  `bun:"model"`
	CostTokens      *int64   `bun:"cost_tokens"`
}

type eventDetailRow struct {
	eventRow      `bun:",extend"`
	ParentAgentID *string `bun:"parent_agent_id"`
	ClaudeTaskID  *string `bun:"claude_task_id"`
	ToolInput     *string `bun:"tool_input"`
	Source        *string `bun:"source"`
	StepID        *string `bun:"step_id"`
	CreatedAt     *string `bun:"created_at"`
	UpdatedAt     *string `bun:"updated_at"`
}

type chainRow struct {
	eventRow `bun:",extend"`
	Depth    int `bun:"depth"`
}

func (r *eventRow) model() model.Event {
	return model.Event{
		EventID: r.EventID, AgentID: r.AgentID, EventType: r.EventType, Timestamp: model.Instant(r.Timestamp),
		ToolName: r.ToolName, InputSummary: r.InputSummary, OutputSummary: r.OutputSummary, Context: r.Context,
		SessionID: r.SessionID, FeatureID: r.FeatureID, ParentEventID: r.ParentEventID, SubagentType: r.SubagentType,
		ChildSpikeCount: r.ChildSpikeCount, DurationSeconds: query.Finite(r.DurationSeconds), Status: model.Status(r.Status), Model: r.Model,
		CostTokens: r.CostTokens,
	}
}

func (r *eventDetailRow) model() model.EventDetail {
	return model.EventDetail{
		Event: r.eventRow.model(), ParentAgentID: r.ParentAgentID, ClaudeTaskID: r.ClaudeTaskID,
		ToolInput: r.ToolInput, Source: r.Source, StepID: r.StepID,
		CreatedAt: query.Instant(r.CreatedAt), UpdatedAt: query.Instant(r.UpdatedAt),
	}
}

func toEvents(rows []eventRow) []model.Event {
	events := make([]model.Event, len(rows))
	for i := range rows {
		events[i] = rows[i].model()
	}
	return events
}
