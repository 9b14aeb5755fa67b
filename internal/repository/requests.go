package repository

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// requestTimeline is served by idx_cost_events_timestamp and idx_cost_events_session_ts.
var requestTimeline = timeline{table: "cost_events", time: "timestamp", id: "event_id"}

// requestColumns select what requestRow holds. What ingestion knows beside a row is found by the key of ingest_usages.
var requestColumns = "event_id, coalesce(session_id, '') AS session_id, " + database.Text("timestamp") + ` AS timestamp, agent_id, model, tool_name,
	CAST(input_tokens AS DOUBLE PRECISION) AS input, CAST(output_tokens AS DOUBLE PRECISION) AS output, CAST(total_tokens AS DOUBLE PRECISION) AS total,
	` + usageNumber("cache_read_tokens") + " AS cache_read, " + usageNumber("cache_write_5m_tokens + cache_write_1h_tokens") + " AS cache_write, " +
	usageNumber("thought_tokens") + ` AS thoughts,
	CASE WHEN typeof(cost_usd) IN ('real', 'integer') THEN CAST(cost_usd AS DOUBLE PRECISION) END AS cost`

func usageNumber(expression string) string {
	return "(SELECT CAST(" + expression + " AS DOUBLE PRECISION) FROM ingest_usages WHERE cost_id = cost_events.event_id)"
}

type requestRow struct {
	ID         string   `bun:"event_id"`
	SessionID  string   `bun:"session_id"`
	Timestamp  string   `bun:"timestamp"`
	Agent      *string  `bun:"agent_id"`
	Model      *string  `bun:"model"`
	Tool       *string  `bun:"tool_name"`
	Input      *float64 `bun:"input"`
	Output     *float64 `bun:"output"`
	Total      *float64 `bun:"total"`
	CacheRead  *float64 `bun:"cache_read"`
	CacheWrite *float64 `bun:"cache_write"`
	Thoughts   *float64 `bun:"thoughts"`
	Cost       *float64 `bun:"cost"`
}

// Requests returns a page of the requests that fit filter, newest first.
func (r *Costs) Requests(ctx context.Context, filter model.RequestFilter, page model.Page) ([]model.Request, error) {
	var w where
	w.and(isRequest + " AND event_id IS NOT NULL")
	w.owned("session_id", filter.SessionID)
	w.equal("agent_id", filter.AgentID)
	w.equal("model", filter.Model)
	w.equal("tool_name", filter.ToolName)
	var rows []requestRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return requestTimeline.page(ctx, q, &rows, requestColumns, w, span{since: filter.Since, until: filter.Until}, page)
	})
	if err != nil {
		return nil, fmt.Errorf("list requests: %w", err)
	}
	requests := make([]model.Request, len(rows))
	for i, row := range rows {
		requests[i] = model.Request{
			ID: row.ID, SessionID: row.SessionID, Timestamp: model.Instant(row.Timestamp), Agent: row.Agent, Model: row.Model, Tool: row.Tool,
			Input: integer(row.Input), Output: integer(row.Output), CacheRead: integer(row.CacheRead), CacheWrite: integer(row.CacheWrite),
			Thoughts: integer(row.Thoughts), Total: integer(row.Total), CostUSD: finite(row.Cost),
		}
	}
	return requests, nil
}
