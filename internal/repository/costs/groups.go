package costs

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
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
	CountUnpriced = "count(CASE WHEN typeof(cost_usd) NOT IN ('real', 'integer') THEN 1 END)"
	SumInput      = "sum(CAST(cost_events.input_tokens AS DOUBLE PRECISION))"
	SumOutput     = "sum(CAST(cost_events.output_tokens AS DOUBLE PRECISION))"
	SumTotal      = "sum(CAST(cost_events.total_tokens AS DOUBLE PRECISION))"
	SumCacheRead  = "sum(CAST(usage.cache_read_tokens AS DOUBLE PRECISION))"
	SumCacheWrite = "sum(CAST(usage.cache_write_5m_tokens AS DOUBLE PRECISION) + CAST(usage.cache_write_1h_tokens AS DOUBLE PRECISION))"
	SumThoughts   = "sum(CAST(usage.thought_tokens AS DOUBLE PRECISION))"
	SumMicros     = "sum(CASE WHEN typeof(cost_usd) IN ('real', 'integer') THEN " + Micros + " END)"
	// JoinUsage joins what ingestion knows beside a row, by its key.
	JoinUsage = " LEFT JOIN ingest_usages AS usage ON usage.cost_id = cost_events.event_id"
	// IsRequest leaves out rows that are alerts alone.
	IsRequest = "(coalesce(alert_type, '') = '' OR coalesce(cost_events.total_tokens, 0) <> 0 OR coalesce(cost_usd, 0) <> 0)"
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
func (r *Repository) Divided(ctx context.Context, by model.CostGrouping, since, until model.Instant) ([]model.Spent, error) {
	group, join, rolledUp := costGroup(by)
	stored, days := costsIn(since, until), DaysIn(since, until)
	var rows []spentRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw(sumsBy(group)+join+" WHERE ? GROUP BY 1, 2 "+
			"UNION ALL SELECT nullif("+rolledUp+", ''), nullif(model, ''), CAST(sum(requests) AS BIGINT), CAST(sum(unpriced_requests) AS BIGINT), "+
			rolledUpSums+" FROM daily_rollups WHERE ? GROUP BY 1, 2", stored.SQL(), days.SQL()).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("divide costs: %w", err)
	}
	return toSpent(rows), nil
}

// sumsBy selects what requests take by an expression and by model.
func sumsBy(group string) string {
	return "SELECT nullif(CAST(" + group + " AS TEXT), '') AS grouped, nullif(CAST(cost_events.model AS TEXT), '') AS model, count(*) AS requests, " +
		CountUnpriced + " AS unpriced, " + SumInput + " AS input, " + SumOutput + " AS output, " + SumTotal + " AS total, " + SumCacheRead + " AS cache_read, " +
		SumCacheWrite + " AS cache_write, " + SumThoughts + " AS thoughts, " + SumMicros + " AS micros FROM cost_events" + JoinUsage
}

func toSpent(rows []spentRow) []model.Spent {
	spent := make([]model.Spent, len(rows))
	for i, row := range rows {
		spent[i] = model.Spent{
			Group: row.Group, Model: row.Model, Requests: row.Requests, Unpriced: row.Unpriced, Input: query.Integer(row.Input),
			Output: query.Integer(row.Output), Total: query.Integer(row.Total), CacheRead: query.Integer(row.CacheRead), CacheWrite: query.Integer(row.CacheWrite), Thoughts: query.Integer(row.Thoughts), Cost: model.MicroUSD(query.Integer(row.Micros)),
		}
	}
	return spent
}

// rolledUpSums are the sums of rolled up requests, in the order in which Divided wants them.
const rolledUpSums = `sum(CAST(input_tokens AS DOUBLE PRECISION)), sum(CAST(output_tokens AS DOUBLE PRECISION)),
	sum(CAST(total_tokens AS DOUBLE PRECISION)), sum(CAST(cache_read_tokens AS DOUBLE PRECISION)),
	sum(CAST(cache_write_tokens AS DOUBLE PRECISION)), sum(CAST(thought_tokens AS DOUBLE PRECISION)),
	sum(CAST(cost_micro_usd AS DOUBLE PRECISION))`

// costsIn is the condition that a row is a request within a time.
func costsIn(since, until model.Instant) query.Where {
	var w query.Where
	w.And(IsRequest)
	w.Within("cost_events.timestamp", query.Span{Since: since, Until: until})
	return w
}

// DaysIn is the condition that a rolled up day, which cannot be divided, begins within a time. The primary key serves it. So
// each day is in just one of two times that follow each other.
func DaysIn(since, until model.Instant) query.Where {
	const midnight = " 00:00:" // as a key has it
	var w query.Where
	w.And("requests > 0")
	if since != "" {
		w.And("day >= ? AND day || ? >= ?", since.Day(), midnight, since.Key())
	}
	if until != "" {
		w.And("day <= ? AND day || ? < ?", until.Day(), midnight, until.Key())
	}
	return w
}
