package ingeststore

import (
	"context"
	"database/sql"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// LastInTurns returns the last answer, failure or call of each of some prompts, outside of subagents. idx_agent_events_parent_event serves it.
func (t *transaction) LastInTurns(ctx context.Context, promptIDs []string) ([]*ingest.LastRow, error) {
	if len(promptIDs) == 0 {
		return nil, nil
	}
	pairs := make(database.Pairs, len(promptIDs))
	for i, id := range promptIDs {
		pairs[i] = [2]string{id, ""}
	}
	return rowsOf(ctx, t, "the last events of turns", func(rows *sql.Rows, r *ingest.LastRow) error {
		return rows.Scan(&r.PromptID, &r.ID, &r.Type, &r.ToolName, &r.Status, &r.At, &r.DurationSeconds)
	}, "SELECT p.a, "+text("e.event_id", "e.event_type", "e.tool_name", "e.status", "e.timestamp")+`, as_number(e.execution_duration_seconds)
		FROM pairs_of(:prompts) AS p CROSS JOIN agent_events AS e
		WHERE row_key(e) = (
			SELECT row_key(w) FROM agent_events AS w LEFT JOIN ingest_subagents AS s ON s.event_id = w.event_id
			WHERE w.parent_event_id = p.a AND s.event_id IS NULL
				AND (unindexed(w.event_type) IN (:call, :delegation, :error) OR unindexed(w.tool_name) = :message)
			ORDER BY unindexed(w.timestamp) DESC, coalesce(w.tool_name, '') = :message, w.event_id LIMIT 1)`,
		database.Args{
			"prompts": pairs, "call": ingest.TypeToolCall, "delegation": ingest.TypeTaskDelegation, "error": ingest.TypeError, "message": model.ToolMessage,
		})
}

// LastInSubagents returns when the latest event of each of some subagents began that has none of some tool names.
// idx_ingest_subagents_subagent serves it.
func (t *transaction) LastInSubagents(ctx context.Context, subagents, except []string) ([]ingest.LastInSubagent, error) {
	if len(subagents) == 0 {
		return nil, nil
	}
	rows, err := rowsOf(ctx, t, "the latest events of subagents", func(rows *sql.Rows, last *ingest.LastInSubagent) error {
		return rows.Scan(&last.SessionID, &last.Subagent, &last.At)
	}, "SELECT "+text("e.session_id", "s.subagent", "max(e.timestamp)")+`
		FROM ingest_subagents AS s CROSS JOIN agent_events AS e ON e.event_id = s.event_id
		WHERE any_of(s.subagent, :subagents) AND NOT any_of(coalesce(e.tool_name, ''), :except)
		GROUP BY e.session_id, s.subagent`,
		database.Args{"subagents": subagents, "except": except})
	return values(rows), err
}
