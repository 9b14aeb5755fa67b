package ingeststore

import (
	"context"
	"database/sql"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// Sessions returns sessions, with the time of their latest event where they are active; the primary keys serve it.
func (t *transaction) Sessions(ctx context.Context, ids []string) ([]*ingest.SessionRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	columns, err := t.Columns(ctx)
	if err != nil {
		return nil, err
	}
	statement := "SELECT " + text("s.session_id", "s.agent_assigned", "s.parent_session_id", "s.continued_from", "s.created_at", "s.completed_at", "s.status",
		"s.transcript_path", "s.start_commit", "s.end_commit", "s.metadata", "s.last_user_query", "s.last_user_query_at", "s.handoff_notes", "s.recommended_next",
		"a.last_at") + ", " + optional(columns.SessionModel, text("s.model")) +
		`, coalesce(is_true(s.is_subagent), FALSE), coalesce(as_integer(s.total_events), 0), coalesce(as_integer(s.total_tokens_used), 0)
		FROM sessions AS s LEFT JOIN ingest_sessions AS a ON a.session_id = s.session_id WHERE any_of(s.session_id, :ids)`
	return rowsOf(ctx, t, "sessions", scanSession, statement, database.Args{"ids": ids})
}

func scanSession(rows *sql.Rows, s *ingest.SessionRow) error {
	return rows.Scan(&s.ID, &s.Agent, &s.ParentID, &s.ContinuedFrom, &s.CreatedAt, &s.CompletedAt, &s.Status, &s.TranscriptPath, &s.StartCommit, &s.EndCommit,
		&s.Metadata, &s.LastPrompt, &s.LastPromptAt, &s.HandoffNotes, &s.RecommendedNext, &s.LastAt, &s.Model, &s.IsSubagent, &s.Events, &s.Tokens)
}

// CountEvents counts the events of sessions, and their tokens; idx_agent_events_session_ts_desc serves it.
func (t *transaction) CountEvents(ctx context.Context, sessionIDs []string) ([]ingest.SessionTotals, error) {
	if len(sessionIDs) == 0 {
		return nil, nil
	}
	rows, err := rowsOf(ctx, t, "the totals of sessions", func(rows *sql.Rows, s *ingest.SessionTotals) error {
		return rows.Scan(&s.SessionID, &s.Events, &s.Tokens)
	}, `SELECT session_id, count(*), as_integer(coalesce(sum(as_number(cost_tokens)), 0)) FROM agent_events
		WHERE any_of(session_id, :ids) GROUP BY session_id`, database.Args{"ids": sessionIDs})
	return values(rows), err
}

// values returns rows by value.
func values[Row any](rows []*Row) []Row {
	list := make([]Row, len(rows))
	for i, row := range rows {
		list[i] = *row
	}
	return list
}
