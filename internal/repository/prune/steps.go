package prune

import (
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/costs"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// table is a table from which old rows are deleted.
type table struct {
	name, time string
	// pruned returns the statement that sums rows for the roll-ups, nil for none.
	pruned func(rows []int64) database.Fragment
	// steps are the statements that delete the rows, in order.
	steps []string
}

// tableOf returns the table of a kind. Sessions have no steps: whether one is deleted depends on what is left of it.
func tableOf(kind model.PruneKind) table {
	switch kind {
	case model.PruneCosts:
		return table{name: "cost_events", time: "timestamp", pruned: prunedCosts, steps: []string{
			"INSERT INTO rolled_up_sessions (session_id) SELECT DISTINCT session_id FROM cost_events WHERE any_of(row_key(cost_events), :rows)" +
				" AND session_id IS NOT NULL AND " + costs.IsRequest + " ON CONFLICT (session_id) DO NOTHING",
			"DELETE FROM ingest_aliases WHERE row_id IN (SELECT event_id FROM cost_events WHERE any_of(row_key(cost_events), :rows))",
			"DELETE FROM ingest_reports WHERE cost_id IN (SELECT event_id FROM cost_events WHERE any_of(row_key(cost_events), :rows))",
			"DELETE FROM ingest_usages WHERE cost_id IN (SELECT event_id FROM cost_events WHERE any_of(row_key(cost_events), :rows))",
			"DELETE FROM cost_events WHERE any_of(row_key(cost_events), :rows)",
		}}
	case model.PruneEvents:
		return table{name: "agent_events", time: "timestamp", pruned: prunedEvents, steps: []string{
			"DELETE FROM ingest_aliases WHERE row_id IN (SELECT event_id FROM agent_events WHERE any_of(row_key(agent_events), :rows))",
			"DELETE FROM ingest_subagents WHERE event_id IN (SELECT event_id FROM agent_events WHERE any_of(row_key(agent_events), :rows))",
			"DELETE FROM ingest_witnesses WHERE event_id IN (SELECT event_id FROM agent_events WHERE any_of(row_key(agent_events), :rows))",
			"DELETE FROM ingest_exact_texts WHERE text_key IN (SELECT '" + query.ExactKey("agent_events", "tool_input") + "' || event_id FROM agent_events WHERE any_of(row_key(agent_events), :rows))",
			"DELETE FROM agent_events WHERE any_of(row_key(agent_events), :rows)",
		}}
	case model.PruneTraces:
		return table{name: "tool_traces", time: "start_time", steps: []string{
			"DELETE FROM ingest_exact_texts WHERE text_key IN (SELECT '" + query.ExactKey("tool_traces", "tool_input") + "' || tool_use_id FROM tool_traces WHERE any_of(row_key(tool_traces), :rows))",
			"DELETE FROM ingest_exact_texts WHERE text_key IN (SELECT '" + query.ExactKey("tool_traces", "tool_output") + "' || tool_use_id FROM tool_traces WHERE any_of(row_key(tool_traces), :rows))",
			"DELETE FROM tool_traces WHERE any_of(row_key(tool_traces), :rows)",
		}}
	case model.PruneMessages:
		ids := "SELECT m.message_id FROM messages AS m WHERE any_of(row_key(m), :rows)"
		return table{name: "messages", time: "timestamp", steps: append(
			[]string{"DELETE FROM ingest_aliases WHERE row_id IN (" + ids + ")"}, query.DeleteMessages(ids)...)}
	case model.PruneLiveEvents:
		return table{name: "live_events", time: "created_at", steps: []string{"DELETE FROM live_events WHERE any_of(row_key(live_events), :rows)"}}
	case model.PruneArchive:
		return table{name: "archived_transcripts", time: "changed_at", steps: []string{
			"DELETE FROM archived_parts WHERE any_of(transcript_id, :rows)",
			"DELETE FROM archived_transcripts WHERE any_of(row_key(archived_transcripts), :rows)",
		}}
	default:
		return table{name: "sessions", time: "created_at"}
	}
}
