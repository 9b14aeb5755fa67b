package forgotten

import (
	"context"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// part is a table with rows of sessions.
type part struct {
	table string
	// of is the condition for rows of the sessions.
	of string
	// before are statements for other tables, which run before the rows are deleted.
	before []string
}

// rowsOfMessages selects the messages that are deleted by their ids.
const rowsOfMessages = "SELECT m.message_id FROM messages AS m WHERE any_of(row_key(m), :rows)"

// withoutLast returns the statements before the last one, which deletes the rows themselves.
func withoutLast(statements []string) []string { return statements[:len(statements)-1] }

const ofSession = "any_of(session_id, :sessions)"

// parts returns all tables with rows of sessions. The table sessions is last, so that an interrupted deletion can continue. Most tables have
// an index on the session. The statements scan live_events, ingest_usages, ingest_subagents, ingest_exact_texts, event_log_archive and agent_presence.
func parts() []part {
	return []part{
		{table: "cost_events", of: ofSession, before: []string{
			"DELETE FROM ingest_aliases WHERE row_id IN (SELECT event_id FROM cost_events WHERE any_of(row_key(cost_events), :rows))",
			"DELETE FROM ingest_reports WHERE cost_id IN (SELECT event_id FROM cost_events WHERE any_of(row_key(cost_events), :rows))",
			"DELETE FROM ingest_usages WHERE cost_id IN (SELECT event_id FROM cost_events WHERE any_of(row_key(cost_events), :rows))",
		}},
		{table: "agent_events", of: ofSession, before: []string{
			"DELETE FROM ingest_aliases WHERE row_id IN (SELECT event_id FROM agent_events WHERE any_of(row_key(agent_events), :rows))",
			"DELETE FROM ingest_subagents WHERE event_id IN (SELECT event_id FROM agent_events WHERE any_of(row_key(agent_events), :rows))",
			"DELETE FROM ingest_witnesses WHERE event_id IN (SELECT event_id FROM agent_events WHERE any_of(row_key(agent_events), :rows))",
		}},
		{table: "messages", of: ofSession, before: append([]string{"DELETE FROM ingest_aliases WHERE row_id IN (" + rowsOfMessages + ")"},
			withoutLast(query.DeleteMessages(rowsOfMessages))...)},
		{table: "tool_traces", of: ofSession},
		{table: "live_events", of: ofSession},
		{table: "ingest_usages", of: ofSession},
		{table: "ingest_subagents", of: ofSession},
		{table: "ingest_exact_texts", of: ofSession},
		{table: "agent_collaboration", of: ofSession},
		{table: "event_log_archive", of: ofSession},
		{table: "handoff_tracking", of: "any_of(from_session_id, :sessions) OR any_of(to_session_id, :sessions)"},
		{table: "graph_edges", of: "any_of(from_node_id, :sessions) OR any_of(to_node_id, :sessions)"},
		{table: "agent_presence", of: ofSession},
		{table: "archived_transcripts", of: ofSession, before: []string{"DELETE FROM archived_parts WHERE any_of(transcript_id, :rows)"}},
		{table: "ingest_sessions", of: ofSession},
		{table: "rolled_up_sessions", of: ofSession},
		{table: "withdrawn_sessions", of: ofSession},
		{table: "sessions", of: ofSession, before: []string{
			"UPDATE sessions SET continued_from = NULL WHERE continued_from IN (SELECT session_id FROM sessions WHERE any_of(row_key(sessions), :rows))",
		}},
	}
}

// Tables returns the tables with rows of sessions, in the order of deletion.
func (*Repository) Tables() []string {
	var names []string
	for _, p := range parts() {
		names = append(names, p.table)
	}
	return names
}

// Count returns the number of rows of sessions in a table.
func (r *Repository) Count(ctx context.Context, table string, sessionIDs []string) (int64, error) {
	p, err := partOf(table)
	if err != nil {
		return 0, err
	}
	count, err := database.Value[int64](ctx, r.db, "SELECT count(*) FROM "+p.table+" WHERE "+p.of, database.Args{"sessions": sessionIDs})
	if err != nil {
		return 0, fmt.Errorf("count the rows of sessions in %s: %w", table, err)
	}
	return count, nil
}

// Delete deletes up to limit rows of sessions from a table, with the rows that belong to them, in one transaction. It returns the number of rows
// deleted from the table.
func (r *Repository) Delete(ctx context.Context, table string, sessionIDs []string, limit int) (int64, error) {
	p, err := partOf(table)
	if err != nil {
		return 0, err
	}
	var rows []int64
	err = r.db.Transaction(ctx, func(ctx context.Context, tx *database.Tx) error {
		rows, err = database.Select[int64](ctx, tx, "SELECT row_key("+p.table+") FROM "+p.table+" WHERE "+p.of+" LIMIT :limit",
			database.Args{"sessions": sessionIDs, "limit": limit})
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, step := range append(p.before, "DELETE FROM "+p.table+" WHERE any_of(row_key("+p.table+"), :rows)") {
			if _, err := database.Exec(ctx, tx, step, database.Args{"rows": rows}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("delete the rows of sessions from %s: %w", table, err)
	}
	return int64(len(rows)), nil
}

// partOf returns the part of a table.
func partOf(table string) (part, error) {
	for _, p := range parts() {
		if p.table == table {
			return p, nil
		}
	}
	return part{}, fmt.Errorf("no rows of sessions are in %s", table)
}
