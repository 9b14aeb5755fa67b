package costs

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// requestTimeline is served by idx_cost_events_timestamp and idx_cost_events_session_ts.
var requestTimeline = query.Timeline{Table: "cost_events", Time: "timestamp", ID: "event_id"}

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
func (r *Repository) Requests(ctx context.Context, filter model.RequestFilter, page model.Page) ([]model.Request, error) {
	var w query.Where
	w.And(IsRequest + " AND event_id IS NOT NULL")
	w.Owned("session_id", filter.SessionID)
	w.Equal("agent_id", filter.AgentID)
	w.Equal("model", filter.Model)
	w.Equal("tool_name", filter.ToolName)
	var rows []requestRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return requestTimeline.Page(ctx, q, &rows, requestColumns, w, query.Span{Since: filter.Since, Until: filter.Until}, page)
	})
	if err != nil {
		return nil, fmt.Errorf("list requests: %w", err)
	}
	requests := make([]model.Request, len(rows))
	for i, row := range rows {
		requests[i] = model.Request{
			ID: row.ID, SessionID: row.SessionID, Timestamp: model.Instant(row.Timestamp), Agent: row.Agent, Model: row.Model, Tool: row.Tool,
			Input: query.Integer(row.Input), Output: query.Integer(row.Output), CacheRead: query.Integer(row.CacheRead), CacheWrite: query.Integer(row.CacheWrite),
			Thoughts: query.Integer(row.Thoughts), Total: query.Integer(row.Total), CostUSD: query.Finite(row.Cost),
		}
	}
	return requests, nil
}
