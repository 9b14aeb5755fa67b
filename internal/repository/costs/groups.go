package costs

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

//go:embed stored.sql
var storedSQL string

//go:embed rolled_up.sql
var rolledUpSQL string

// group is the SQL of a model.CostGrouping.
type group struct {
	// stored is the expression for cost_events, and join the tables that it needs besides.
	stored, join string
	// rolledUp is the expression for daily_rollups.
	rolledUp string
}

func groupBy(by model.CostGrouping) group {
	switch by {
	case model.CostByDay:
		return group{stored: "substr(as_text(cost_events.timestamp), 1, 10)", rolledUp: "day"}
	case model.CostBySession:
		return group{stored: "cost_events.session_id", rolledUp: "''"} // the sessions of pruned costs are not known
	case model.CostByAgent:
		return group{stored: "cost_events.agent_id", rolledUp: "agent_id"}
	case model.CostByTool:
		return group{stored: "cost_events.tool_name", rolledUp: "tool_name"}
	case model.CostByProject:
		return group{
			stored: "json_text(s.metadata, 'cwd')", join: "LEFT JOIN sessions AS s ON s.session_id = cost_events.session_id",
			rolledUp: "project",
		}
	default:
		return group{stored: "cost_events.model", rolledUp: "model"}
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

func fromSpentRow(r *spentRow) model.Spent {
	return model.Spent{
		Group: r.Group, Model: r.Model, Requests: r.Requests, Unpriced: r.Unpriced, Input: query.Integer(r.Input),
		Output: query.Integer(r.Output), Total: query.Integer(r.Total), CacheRead: query.Integer(r.CacheRead),
		CacheWrite: query.Integer(r.CacheWrite), Thoughts: query.Integer(r.Thoughts), Cost: model.MicroUSD(query.Integer(r.Micros)),
	}
}

// Divided returns the usage of requests in a time range by group and model: first the stored requests, then the pruned ones. A
// group may be in both. idx_cost_events_timestamp serves a time range; without one the whole table is read.
func (r *Repository) Divided(ctx context.Context, by model.CostGrouping, since, until model.Instant) ([]model.Spent, error) {
	g := groupBy(by)
	var requests query.Where
	requests.And(IsRequest)
	requests.Within("cost_events.timestamp", query.Span{Since: since, Until: until})
	rows, err := database.Select[spentRow](ctx, r.db, "? UNION ALL ?", stored(g, requests),
		database.SQL(rolledUpSQL, database.Args{"group": database.SQL(g.rolledUp), "condition": WhereRolledUp(since, until).SQL()}))
	if err != nil {
		return nil, fmt.Errorf("divide costs: %w", err)
	}
	return query.FromRows(rows, fromSpentRow), nil
}

// stored returns the statement that sums stored requests.
func stored(g group, condition query.Where) database.Fragment {
	return database.SQL(storedSQL, database.Args{
		"group": database.SQL(g.stored), "join": database.SQL(g.join), "condition": condition.SQL(), "micros": database.SQL(Micros),
	})
}

// WhereRolledUp is the condition that a rolled-up day has requests and starts in a time range. A day cannot be divided, so each day
// is in exactly one of two adjacent ranges. The primary key serves it.
func WhereRolledUp(since, until model.Instant) query.Where {
	const midnight = " 00:00:" // in the form of a key
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
