package ingeststore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// EventIDs returns the events of a session after one, in the order of their ids; idx_agent_events_session_ts_desc serves it.
func (t *transaction) EventIDs(ctx context.Context, sessionID, after string, limit int) ([]string, error) {
	return t.idsOf(ctx, "agent_events", "event_id", sessionID, after, limit)
}

// TraceIDs returns the traces of a session after one, in the order of their ids; idx_tool_traces_session serves it.
func (t *transaction) TraceIDs(ctx context.Context, sessionID, after string, limit int) ([]string, error) {
	return t.idsOf(ctx, "tool_traces", "tool_use_id", sessionID, after, limit)
}

// UsageIDs returns the usages of a session after one, in the order of their ids; idx_cost_events_session_ts serves it.
func (t *transaction) UsageIDs(ctx context.Context, sessionID, after string, limit int) ([]string, error) {
	return t.idsOf(ctx, "cost_events", "event_id", sessionID, after, limit)
}

func (t *transaction) idsOf(ctx context.Context, table, key, sessionID, after string, limit int) ([]string, error) {
	ids, err := database.Select[string](ctx, t.tx, "SELECT :key FROM :table WHERE session_id = :session AND unindexed(:key) > :after ORDER BY unindexed(:key) LIMIT :limit",
		database.Args{"key": database.SQL(key), "table": database.SQL(table), "session": sessionID, "after": after, "limit": limit})
	if err != nil {
		return nil, fmt.Errorf("list the rows of a session in %s: %w", table, err)
	}
	return ids, nil
}

// AliasesOf returns the aliases of rows; idx_ingest_aliases_row serves it.
func (t *transaction) AliasesOf(ctx context.Context, rowIDs []string) ([]*ingest.AliasRow, error) {
	if len(rowIDs) == 0 {
		return nil, nil
	}
	return rowsOf(ctx, t, "the aliases of rows", scanAlias, selectAliases+"any_of(a.row_id, :ids)", database.Args{"ids": rowIDs})
}

// HasRows reports whether anything is stored in a session: events, requests, calls, handoffs or live messages.
func (t *transaction) HasRows(ctx context.Context, sessionID string) (bool, error) {
	found, err := database.Value[bool](ctx, t.tx, `SELECT EXISTS (SELECT 1 FROM agent_events WHERE session_id = :session)
		OR EXISTS (SELECT 1 FROM cost_events WHERE session_id = :session) OR EXISTS (SELECT 1 FROM tool_traces WHERE session_id = :session)
		OR EXISTS (SELECT 1 FROM agent_collaboration WHERE session_id = :session) OR EXISTS (SELECT 1 FROM live_events WHERE session_id = :session)
		OR EXISTS (SELECT 1 FROM rolled_up_sessions WHERE session_id = :session)`, database.Args{"session": sessionID})
	if err != nil {
		return false, fmt.Errorf("look for rows of a session: %w", err)
	}
	return found, nil
}

func scanAlias(rows *sql.Rows, a *ingest.AliasRow) error {
	return rows.Scan(&a.ID, &a.RowID, &a.Fingerprint, &a.Source, &a.IsShared, &a.At, &a.Until, &a.Text, &a.ToolUseID)
}
