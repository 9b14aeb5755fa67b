package repository

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// costGroup returns the expression of a group of requests, what has to be joined for it, and the column of daily_rollups that
// holds it.
func costGroup(by model.CostGrouping) (expression, join, rolledUp string) {
	switch by {
	case model.CostByDay:
		return "substr(CAST(cost_events.timestamp AS TEXT), 1, 10)", "", "day"
	case model.CostBySession:
		return "cost_events.session_id", "", "''" // of what was pruned no session is known
	case model.CostByAgent:
		return "cost_events.agent_id", "", "agent_id"
	case model.CostByTool:
		return "cost_events.tool_name", "", "tool_name"
	case model.CostByProject:
		return database.JSONText("s.metadata", "cwd"), " LEFT JOIN sessions AS s ON s.session_id = cost_events.session_id", "project"
	default:
		return "cost_events.model", "", "model"
	}
}

// What requests add up to, the same for those that are stored and for those that are rolled up. A cost that is no number is not known.
const (
	countUnpriced = "count(CASE WHEN typeof(cost_usd) NOT IN ('real', 'integer') THEN 1 END)"
	sumInput      = "sum(CAST(cost_events.input_tokens AS DOUBLE PRECISION))"
	sumOutput     = "sum(CAST(cost_events.output_tokens AS DOUBLE PRECISION))"
	sumTotal      = "sum(CAST(cost_events.total_tokens AS DOUBLE PRECISION))"
	sumCacheRead  = "sum(CAST(usage.cache_read_tokens AS DOUBLE PRECISION))"
	sumCacheWrite = "sum(CAST(usage.cache_write_5m_tokens AS DOUBLE PRECISION) + CAST(usage.cache_write_1h_tokens AS DOUBLE PRECISION))"
	sumThoughts   = "sum(CAST(usage.thought_tokens AS DOUBLE PRECISION))"
	sumMicros     = "sum(CASE WHEN typeof(cost_usd) IN ('real', 'integer') THEN " + costMicros + " END)"
	// usageOfCost joins what ingestion knows beside a row, by its key.
	usageOfCost = " LEFT JOIN ingest_usages AS usage ON usage.cost_id = cost_events.event_id"
	// isRequest leaves out rows that are alerts alone.
	isRequest = "(coalesce(alert_type, '') = '' OR coalesce(cost_events.total_tokens, 0) <> 0 OR coalesce(cost_usd, 0) <> 0)"
)

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

// Divided returns what requests took in a time, by group and model: those that are stored, and beside them those that were rolled
// up. idx_cost_events_timestamp serves a time; without one the table is read as a whole.
func (r *Costs) Divided(ctx context.Context, by model.CostGrouping, since, until model.Instant) ([]model.Spent, error) {
	group, join, rolledUp := costGroup(by)
	stored, days := costsIn(since, until), daysIn(since, until)
	return r.spent(ctx, storedSums(group, join)+" UNION ALL "+rolledUpSums(rolledUp), stored.sql(), days.sql())
}

// OfSession returns what the requests of a session took, by model; idx_cost_events_session_ts serves it.
func (r *Costs) OfSession(ctx context.Context, sessionID string) ([]model.Spent, error) {
	w := costsIn("", "")
	w.and("cost_events.session_id = ?", database.TextValue(sessionID))
	return r.spent(ctx, storedSums("cost_events.model", ""), w.sql())
}

// Below returns what the requests of all sessions took that a session began, and those began, each once, by model.
// idx_sessions_parent and idx_cost_events_session_ts serve it.
func (r *Costs) Below(ctx context.Context, sessionID string) ([]model.Spent, error) {
	id := database.TextValue(sessionID)
	w := costsIn("", "")
	w.and(`cost_events.session_id <> ? AND cost_events.session_id IN (WITH RECURSIVE begun(id) AS (
		SELECT session_id FROM sessions WHERE parent_session_id = ?
		UNION SELECT s.session_id FROM begun JOIN sessions AS s ON s.parent_session_id = begun.id) SELECT id FROM begun)`, id, id)
	return r.spent(ctx, storedSums("cost_events.model", ""), w.sql())
}

// storedSums is the query of what stored requests add up to; its placeholder is their condition.
func storedSums(group, join string) string {
	return "SELECT nullif(CAST(" + group + " AS TEXT), '') AS grouped, nullif(CAST(cost_events.model AS TEXT), '') AS model, count(*) AS requests, " +
		countUnpriced + " AS unpriced, " + sumInput + " AS input, " + sumOutput + " AS output, " + sumTotal + " AS total, " + sumCacheRead + " AS cache_read, " +
		sumCacheWrite + " AS cache_write, " + sumThoughts + " AS thoughts, " + sumMicros + " AS micros FROM cost_events" + usageOfCost + join +
		" WHERE ? GROUP BY 1, 2"
}

// rolledUpSums is the same of requests that were rolled up, in the same columns.
func rolledUpSums(group string) string {
	return "SELECT nullif(" + group + `, ''), nullif(model, ''), CAST(sum(requests) AS BIGINT), CAST(sum(unpriced_requests) AS BIGINT),
		sum(CAST(input_tokens AS DOUBLE PRECISION)), sum(CAST(output_tokens AS DOUBLE PRECISION)),
		sum(CAST(total_tokens AS DOUBLE PRECISION)), sum(CAST(cache_read_tokens AS DOUBLE PRECISION)),
		sum(CAST(cache_write_tokens AS DOUBLE PRECISION)), sum(CAST(thought_tokens AS DOUBLE PRECISION)),
		sum(CAST(cost_micro_usd AS DOUBLE PRECISION)) FROM daily_rollups WHERE ? GROUP BY 1, 2`
}

func (r *Costs) spent(ctx context.Context, query string, args ...any) ([]model.Spent, error) {
	var rows []spentRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw(query, args...).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("divide costs: %w", err)
	}
	spent := make([]model.Spent, len(rows))
	for i, row := range rows {
		spent[i] = model.Spent{
			Group: row.Group, Model: row.Model, Requests: row.Requests, Unpriced: row.Unpriced, Input: integer(row.Input),
			Output: integer(row.Output), Total: integer(row.Total), CacheRead: integer(row.CacheRead), CacheWrite: integer(row.CacheWrite),
			Thoughts: integer(row.Thoughts), Cost: model.MicroUSD(integer(row.Micros)),
		}
	}
	return spent, nil
}

// costsIn is the condition that a row is a request within a time.
func costsIn(since, until model.Instant) where {
	var w where
	w.and(isRequest)
	w.within("cost_events.timestamp", span{since: since, until: until})
	return w
}

// daysIn is the condition that a rolled up day, which cannot be divided, begins within a time. The primary key serves it. So
// each day is in just one of two times that follow each other.
func daysIn(since, until model.Instant) where {
	const midnight = " 00:00:" // as a key has it
	var w where
	w.and("requests > 0")
	if since != "" {
		w.and("day >= ? AND day || ? >= ?", since.Day(), midnight, since.Key())
	}
	if until != "" {
		w.and("day <= ? AND day || ? < ?", until.Day(), midnight, until.Key())
	}
	return w
}
