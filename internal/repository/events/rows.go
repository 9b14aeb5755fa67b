package events

import (
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// eventColumns are the columns of eventRow.
const eventColumns = `coalesce(event_id, '') AS event_id, coalesce(agent_id, '') AS agent_id, coalesce(event_type, '') AS event_type,
	as_text(timestamp) AS timestamp, tool_name, input_summary, output_summary, as_text(context) AS context,
	coalesce(session_id, '') AS session_id, feature_id, parent_event_id, subagent_type,
	as_integer(coalesce(child_spike_count, 0)) AS child_spike_count, as_number(execution_duration_seconds) AS execution_duration_seconds,
	coalesce(status, '') AS status, model, as_integer(cost_tokens) AS cost_tokens`

// detailColumns are the columns of detailRow.
var detailColumns = eventColumns + `, parent_agent_id, claude_task_id, ` + query.ExactText("agent_events", "tool_input", "", "event_id") + ` AS tool_input,
	source, step_id, as_text(created_at) AS created_at, as_text(updated_at) AS updated_at`

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

type detailRow struct {
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

func fromRow(r *eventRow) model.Event {
	return model.Event{
		EventID: r.EventID, AgentID: r.AgentID, EventType: r.EventType, Timestamp: model.Instant(r.Timestamp),
		ToolName: r.ToolName, InputSummary: r.InputSummary, OutputSummary: r.OutputSummary, Context: r.Context,
		SessionID: r.SessionID, FeatureID: r.FeatureID, ParentEventID: r.ParentEventID, SubagentType: r.SubagentType,
		ChildSpikeCount: r.ChildSpikeCount, DurationSeconds: query.Finite(r.DurationSeconds), Status: model.Status(r.Status), Model: r.Model,
		CostTokens: r.CostTokens,
	}
}

func fromDetailRow(r *detailRow) model.EventDetail {
	return model.EventDetail{
		Event: fromRow(&r.eventRow), ParentAgentID: r.ParentAgentID, ClaudeTaskID: r.ClaudeTaskID,
		ToolInput: r.ToolInput, Source: r.Source, StepID: r.StepID,
		CreatedAt: query.Instant(r.CreatedAt), UpdatedAt: query.Instant(r.UpdatedAt),
	}
}

func fromChainRow(r *chainRow) model.ChainLink {
	return model.ChainLink{Event: fromRow(&r.eventRow), Depth: r.Depth}
}
