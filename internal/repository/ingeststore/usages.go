package ingeststore

import (
	"context"
	"database/sql"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// Usages returns usages; the primary keys serve it, and for each other way to name usages the index beside it.
func (t *transaction) Usages(ctx context.Context, query ingest.UsageQuery) ([]*ingest.UsageRow, error) {
	condition, args := among("u.cost_id", query.IDs,
		// idx_ingest_usages_event
		inGroup("events", query.EventIDs, "SELECT w.cost_id FROM ingest_usages AS w WHERE any_of(w.event_id, :events)"),
		// idx_ingest_usages_subagent
		inGroup("subagents", query.Subagents, "SELECT w.cost_id FROM ingest_usages AS w WHERE any_of(w.subagent, :subagents) AND w.subagent IS NOT NULL"),
	)
	if condition == "" {
		return nil, nil
	}
	statement := "SELECT " + usageColumns() + " FROM ingest_usages AS u JOIN cost_events AS c ON c.event_id = u.cost_id WHERE " + condition
	rows, err := rowsOf(ctx, t, "usages", func(rows *sql.Rows, u *ingest.UsageRow) error { return rows.Scan(usageFields(u)...) }, statement, args)
	if err != nil {
		return nil, err
	}
	return rows, t.addReports(ctx, rows)
}

// usageColumns are the columns of a request in cost_events, c, and in ingest_usages, u.
func usageColumns() string {
	return text("u.cost_id", "u.session_id", "c.timestamp", "u.model", "u.event_id", "u.stated_event_id", "u.subagent", "c.agent_id", "c.subagent_type",
		"c.tool_name", "u.tier", "u.inference_geo", "u.message_id", "u.cost_source", "u.source") + `, u.input_tokens, u.output_tokens, u.cache_read_tokens,
		u.cache_write_5m_tokens, u.cache_write_1h_tokens, u.thought_tokens, u.web_searches, u.cost_micro_usd, u.stated_micro_usd`
}

// usageFields are where the columns go.
func usageFields(u *ingest.UsageRow) []any {
	return []any{
		&u.ID, &u.SessionID, &u.At, &u.Model, &u.BelongsTo, &u.EventID, &u.Subagent, &u.AgentID, &u.SubagentType, &u.ToolName, &u.Tier, &u.InferenceGeo,
		&u.MessageID, &u.CostSource, &u.Source, &u.Input, &u.Output, &u.CacheRead, &u.CacheWrite5m, &u.CacheWrite1h, &u.Thoughts, &u.WebSearches, &u.MicroUSD,
		&u.StatedMicroUSD,
	}
}

// UsageSums returns the sums of the usages that belong to events; idx_ingest_usages_event serves it.
func (t *transaction) UsageSums(ctx context.Context, eventIDs []string) ([]ingest.UsageSum, error) {
	if len(eventIDs) == 0 {
		return nil, nil
	}
	rows, err := rowsOf(ctx, t, "the sums of usages", func(rows *sql.Rows, s *ingest.UsageSum) error {
		return rows.Scan(&s.EventID, &s.Model, &s.Usages, &s.Tokens)
	}, `SELECT event_id, coalesce(model, ''), count(*), sum(total_tokens) FROM ingest_usages WHERE any_of(event_id, :ids) GROUP BY event_id, model`,
		database.Args{"ids": eventIDs})
	return values(rows), err
}
