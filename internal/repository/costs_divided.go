package repository

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// costGroup returns the expression of a group, and what has to be joined for it.
func costGroup(by model.CostGrouping) (expression, join string) {
	switch by {
	case model.CostByDay:
		return "substr(CAST(c.timestamp AS TEXT), 1, 10)", ""
	case model.CostBySession:
		return "c.session_id", ""
	case model.CostByAgent:
		return "c.agent_id", ""
	case model.CostByTool:
		return "c.tool_name", ""
	case model.CostByProject:
		return database.JSONText("s.metadata", "cwd"), " LEFT JOIN sessions AS s ON s.session_id = c.session_id"
	default:
		return "c.model", ""
	}
}

type spentRow struct {
	Group      *string  `bun:"grouped"`
	Model      *string  `bun:"model"`
	Requests   int64    `bun:"requests"`
	Unpriced   int64    `bun:"unpriced"`
	Input      *float64 `bun:"input"`
	Output     *float64 `bun:"output"`
	Total      *float64 `bun:"total"`
	CacheRead  *float64 `bun:"cache_read"`
	CacheWrite *float64 `bun:"cache_write"`
	Thoughts   *float64 `bun:"thoughts"`
	Micros     *float64 `bun:"micros"`
}

// Divided returns what requests took in a time, by group and model. A cost that is no number is not known; rows that are alerts
// alone are no requests. idx_cost_events_timestamp serves a time; without one the table is
// read as a whole. What ingestion knows beside a row is found by the key of ingest_usages.
func (r *Costs) Divided(ctx context.Context, by model.CostGrouping, since, until model.Instant) ([]model.Spent, error) {
	group, join := costGroup(by)
	return r.divided(ctx, group, join, costsIn(since, until))
}

// OfSession returns what the requests of a session took, by model; idx_cost_events_session_ts serves it.
func (r *Costs) OfSession(ctx context.Context, sessionID string) ([]model.Spent, error) {
	w := costsIn("", "")
	w.and("c.session_id = ?", database.TextValue(sessionID))
	return r.divided(ctx, "c.model", "", w)
}

// Below returns what the requests of all sessions took that a session began, and those began, each once, by model.
// idx_sessions_parent and idx_cost_events_session_ts serve it.
func (r *Costs) Below(ctx context.Context, sessionID string) ([]model.Spent, error) {
	id := database.TextValue(sessionID)
	w := costsIn("", "")
	w.and(`c.session_id <> ? AND c.session_id IN (WITH RECURSIVE begun(id) AS (
		SELECT session_id FROM sessions WHERE parent_session_id = ?
		UNION SELECT s.session_id FROM begun JOIN sessions AS s ON s.parent_session_id = begun.id) SELECT id FROM begun)`, id, id)
	return r.divided(ctx, "c.model", "", w)
}

func (r *Costs) divided(ctx context.Context, group, join string, w where) ([]model.Spent, error) {
	var rows []spentRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw("SELECT nullif(CAST(? AS TEXT), '') AS grouped, nullif(CAST(c.model AS TEXT), '') AS model, count(*) AS requests, "+
			"count(CASE WHEN typeof(c.cost_usd) NOT IN ('real', 'integer') THEN 1 END) AS unpriced, sum(CAST(c.input_tokens AS DOUBLE PRECISION)) AS input, "+
			"sum(CAST(c.output_tokens AS DOUBLE PRECISION)) AS output, sum(CAST(c.total_tokens AS DOUBLE PRECISION)) AS total, "+
			"sum(CAST(u.cache_read_tokens AS DOUBLE PRECISION)) AS cache_read, sum(CAST(u.cache_write_5m_tokens AS DOUBLE PRECISION) + "+
			"CAST(u.cache_write_1h_tokens AS DOUBLE PRECISION)) AS cache_write, sum(CAST(u.thought_tokens AS DOUBLE PRECISION)) AS thoughts, "+
			"sum(CASE WHEN typeof(c.cost_usd) IN ('real', 'integer') THEN "+costMicros+" END) AS micros "+
			"FROM cost_events AS c LEFT JOIN ingest_usages AS u ON u.cost_id = c.event_id? WHERE ? GROUP BY 1, 2", bun.Safe(group), bun.Safe(join), w.sql()).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("divide costs: %w", err)
	}
	spent := make([]model.Spent, len(rows))
	for i, row := range rows {
		spent[i] = model.Spent{
			Group: row.Group, Model: row.Model, Requests: row.Requests, Unpriced: row.Unpriced, Input: integer(row.Input),
			Output: integer(row.Output), Total: integer(row.Total), CacheRead: integer(row.CacheRead), CacheWrite: integer(row.CacheWrite), Thoughts: integer(row.Thoughts), Cost: model.MicroUSD(integer(row.Micros)),
		}
	}
	return spent, nil
}

// costsIn is the condition that a row is a request within a time.
func costsIn(since, until model.Instant) where {
	var w where
	w.and(isCost)
	key := database.InstantKey("c.timestamp")
	if since != "" {
		w.and("c.timestamp >= ? AND "+key+" >= ?", since.Day(), since.Key())
	}
	if until != "" {
		// No text of that day comes after its date and a tilde.
		w.and("c.timestamp <= ? AND "+key+" <= ?", until.Day()+"~", until.Key())
	}
	return w
}
