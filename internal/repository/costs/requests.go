package costs

import (
	"context"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// timeline is served by idx_cost_events_timestamp and idx_cost_events_session_ts.
var timeline = query.Timeline{Table: "cost_events", Time: "timestamp", ID: "event_id"}

// requestColumns are the columns of requestRow. The primary key of ingest_usages serves the columns from that table.
const requestColumns = `event_id, coalesce(session_id, '') AS session_id, as_text(timestamp) AS timestamp,
	agent_id, listed_name(model) AS model, listed_name(tool_name) AS tool_name,
	as_number(input_tokens) AS input, as_number(output_tokens) AS output, as_number(total_tokens) AS total,
	(SELECT as_number(cache_read_tokens) FROM ingest_usages WHERE cost_id = cost_events.event_id) AS cache_read,
	(SELECT as_number(cache_write_5m_tokens + cache_write_1h_tokens) FROM ingest_usages WHERE cost_id = cost_events.event_id) AS cache_write,
	(SELECT as_number(thought_tokens) FROM ingest_usages WHERE cost_id = cost_events.event_id) AS thoughts,
	CASE WHEN is_number(cost_usd) THEN as_number(cost_usd) END AS cost`

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

func fromRequestRow(r *requestRow) model.Request {
	return model.Request{
		ID: r.ID, SessionID: r.SessionID, Timestamp: model.Instant(r.Timestamp), Agent: r.Agent, Model: r.Model, Tool: r.Tool,
		Input: query.Integer(r.Input), Output: query.Integer(r.Output), CacheRead: query.Integer(r.CacheRead),
		CacheWrite: query.Integer(r.CacheWrite), Thoughts: query.Integer(r.Thoughts), Total: query.Integer(r.Total), CostUSD: query.Finite(r.Cost),
	}
}

// Requests returns a page of the requests that match filter, newest first.
func (r *Repository) Requests(ctx context.Context, filter model.RequestFilter, page model.Page) ([]model.Request, error) {
	bounds := query.Span{Since: filter.Since, Until: filter.Until}
	rows, err := query.Page[requestRow](ctx, r.db, timeline, requestColumns, whereRequests(filter, "agent_id"), bounds, page)
	if err != nil {
		return nil, fmt.Errorf("list requests: %w", err)
	}
	return query.FromRows(rows, fromRequestRow), nil
}
