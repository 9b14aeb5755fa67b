package ingeststore

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// delete deletes rows, with what belongs to them alone. The primary keys serve it.
func (t *transaction) delete(ctx context.Context, d *ingest.Deletions) error {
	if len(d.Parts) > 0 {
		if _, err := database.Exec(ctx, t.tx, "DELETE FROM parts WHERE any_of(part_id, :ids)", database.Args{"ids": d.Parts}); err != nil {
			return err
		}
	}
	for _, part := range []struct {
		ids        []string
		statements []string
	}{
		{d.Aliases, []string{"DELETE FROM ingest_aliases WHERE any_of(alias, :ids)"}},
		{d.Reports, []string{"DELETE FROM ingest_reports WHERE any_of(cost_id, :ids)"}},
		{d.Traces, []string{
			"DELETE FROM ingest_exact_texts WHERE text_key IN (SELECT '" + query.ExactKey("tool_traces", "tool_input") + "' || tool_use_id FROM tool_traces WHERE any_of(tool_use_id, :ids))",
			"DELETE FROM ingest_exact_texts WHERE text_key IN (SELECT '" + query.ExactKey("tool_traces", "tool_output") + "' || tool_use_id FROM tool_traces WHERE any_of(tool_use_id, :ids))",
			"DELETE FROM tool_traces WHERE any_of(tool_use_id, :ids)",
		}},
		{d.Events, []string{
			"INSERT INTO withdrawn_events (event_id, row_number) SELECT event_id, row_key(agent_events) FROM agent_events WHERE any_of(event_id, :ids)" +
				" ON CONFLICT (event_id) DO UPDATE SET row_number = excluded.row_number",
			"DELETE FROM ingest_subagents WHERE any_of(event_id, :ids)",
			"DELETE FROM ingest_exact_texts WHERE text_key IN (SELECT '" + query.ExactKey("agent_events", "tool_input") + "' || event_id FROM agent_events WHERE any_of(event_id, :ids))",
			"DELETE FROM agent_events WHERE any_of(event_id, :ids)",
		}},
		{d.Usages, []string{
			"DELETE FROM ingest_reports WHERE any_of(cost_id, :ids)", "DELETE FROM ingest_usages WHERE any_of(cost_id, :ids)",
			"DELETE FROM cost_events WHERE any_of(event_id, :ids)",
		}},
		{d.Messages, query.DeleteMessages("SELECT m.message_id FROM messages AS m WHERE any_of(m.message_id, :ids)")},
		{d.Sessions, []string{"DELETE FROM ingest_sessions WHERE any_of(session_id, :ids)", "DELETE FROM sessions WHERE any_of(session_id, :ids)"}},
	} {
		if len(part.ids) == 0 {
			continue
		}
		for _, statement := range part.statements {
			if _, err := database.Exec(ctx, t.tx, statement, database.Args{"ids": part.ids}); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeWitnesses stores which events another source than a transcript reported.
func (t *transaction) writeWitnesses(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	statement, err := t.tx.Text("INSERT INTO ingest_witnesses (event_id) VALUES (?) ON CONFLICT (event_id) DO NOTHING")
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := t.tx.ExecContext(ctx, statement, id); err != nil {
			return err
		}
	}
	return nil
}
