package events

import (
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// eventColumns are the columns of eventRow as lists contain them: whole are only ids and times, by which rows are found, sorted and linked.
const eventColumns = keyColumns + `, listed_text(input_summary) AS input_summary, listed_text(output_summary) AS output_summary,
	as_text(listed_object(context, 'spawner_type spawned_agent claude_task_id cost_usd')) AS context,
	coalesce(agent_id, '') AS agent_id, coalesce(listed_name(event_type), '') AS event_type, listed_name(tool_name) AS tool_name,
	coalesce(session_id, '') AS session_id, feature_id, listed_name(subagent_type) AS subagent_type,
	coalesce(listed_name(status), '') AS status, listed_name(model) AS model`

// wholeColumns are the columns of eventRow as they are stored, whatever their length.
const wholeColumns = keyColumns + `, input_summary, output_summary, as_text(context) AS context,
	coalesce(agent_id, '') AS agent_id, coalesce(event_type, '') AS event_type, tool_name, coalesce(session_id, '') AS session_id, feature_id,
	subagent_type, coalesce(status, '') AS status, model`

// keyColumns are what eventColumns and wholeColumns share.
const keyColumns = `coalesce(event_id, '') AS event_id, as_text(timestamp) AS timestamp, parent_event_id,
	as_integer(coalesce(child_spike_count, 0)) AS child_spike_count, as_number(execution_duration_seconds) AS execution_duration_seconds,
	as_integer(cost_tokens) AS cost_tokens`

// exportedColumns are the columns of eventRow that an export has, as they are stored.
const exportedColumns = keyColumns + `, input_summary, output_summary, coalesce(agent_id, '') AS agent_id, coalesce(event_type, '') AS event_type,
	tool_name, coalesce(session_id, '') AS session_id, feature_id, subagent_type, coalesce(status, '') AS status, model`

// exportedBytes is the length of the long texts among exportedColumns.
const exportedBytes = "bytes_of(input_summary) + bytes_of(output_summary)"

// detailColumns are the columns of detailRow.
var detailColumns = wholeColumns + `, parent_agent_id, claude_task_id, ` + query.ExactText("agent_events", "tool_input", "", "event_id") + ` AS tool_input,
	source, step_id, as_text(created_at) AS created_at, as_text(updated_at) AS updated_at`

// spawnedColumns are the columns of detailRow that a list of spawners shows.
const spawnedColumns = eventColumns + ", as_text(created_at) AS created_at"

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
