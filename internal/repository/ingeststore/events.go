package ingeststore

import (
	"context"
	"database/sql"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Events returns events, with the subagents in which they happened. The primary keys serve it, and for each way to name events the index
// beside it.
func (t *transaction) Events(ctx context.Context, query ingest.EventQuery) ([]*ingest.EventRow, error) {
	condition, args := among("e.event_id", query.IDs,
		// idx_agent_events_parent_event
		inGroup("parents", query.ParentIDs, "SELECT w.event_id FROM agent_events AS w WHERE any_of(w.parent_event_id, :parents)"),
		// idx_agent_events_claude_task_id
		inGroup("tasks", query.TaskIDs, "SELECT w.event_id FROM agent_events AS w WHERE any_of(w.claude_task_id, :tasks)"),
		// idx_ingest_subagents_subagent
		inGroup("subagents", query.Subagents, "SELECT w.event_id FROM ingest_subagents AS w WHERE any_of(w.subagent, :subagents)"),
		// idx_agent_events_session_ts_desc serves the others; the type of an event is that of half of the table.
		inGroup("delegating", query.Delegating, `SELECT w.event_id FROM agent_events AS w WHERE any_of(w.session_id, :delegating)
			AND unindexed(w.event_type) = :delegation AND any_of(w.status, :unfinished) AND w.claude_task_id IS NULL`),
		inGroup("sessions", query.Running, `SELECT w.event_id FROM agent_events AS w WHERE any_of(w.session_id, :sessions)
			AND unindexed(w.event_type) IN (:call, :delegation) AND any_of(w.status, :unfinished)`),
		inGroup("stopped", query.Stopped, `SELECT w.event_id FROM agent_events AS w WHERE any_of(w.session_id, :stopped)
			AND w.context LIKE :member`),
	)
	if condition == "" {
		return nil, nil
	}
	columns, err := t.Columns(ctx)
	if err != nil {
		return nil, err
	}
	statement := "SELECT " + text("e.event_id", "e.agent_id", "e.event_type", "e.timestamp", "e.tool_name", "e.input_summary", "e.output_summary", "e.context",
		"e.session_id", "e.feature_id", "e.parent_event_id", "e.subagent_type", "e.status", "e.model", "e.claude_task_id", "s.subagent") +
		", as_integer(e.cost_tokens), as_number(e.execution_duration_seconds), " +
		optional(columns.EventToolInput, exactText(eventInput, "e", "event_id")) + ", " + optional(columns.EventSource, text("e.source")) +
		", k.event_id IS NOT NULL FROM agent_events AS e LEFT JOIN ingest_subagents AS s ON s.event_id = e.event_id" +
		" LEFT JOIN ingest_witnesses AS k ON k.event_id = e.event_id WHERE " + condition
	return rowsOf(ctx, t, "events", scanEvent, statement, args.With(eventWords()))
}

func scanEvent(rows *sql.Rows, e *ingest.EventRow) error {
	return rows.Scan(&e.ID, &e.AgentID, &e.Type, &e.At, &e.ToolName, &e.Input, &e.Output, &e.Context, &e.SessionID, &e.FeatureID, &e.ParentID,
		&e.SubagentType, &e.Status, &e.Model, &e.TaskID, &e.Subagent, &e.CostTokens, &e.DurationSeconds, &e.ToolInput, &e.Source, &e.IsWitnessed)
}

// eventWords are the arguments of the conditions that name rows by what is stored in them.
func eventWords() database.Args {
	return database.Args{
		"call": ingest.TypeToolCall, "delegation": ingest.TypeTaskDelegation, "unfinished": model.RunningStatuses(), "member": `%"` + ingest.StoppedMember + `"%`,
	}
}
