package costs

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

//go:embed stored_parts.sql
var storedPartsSQL string

//go:embed stated_parts.sql
var statedPartsSQL string

//go:embed rolled_up_quarters.sql
var rolledUpQuartersSQL string

//go:embed rolled_up_days.sql
var rolledUpDaysSQL string

// The kinds of rows that make up parts.
const (
	kindDay          = "day"  // its counter stands in the place of a session
	kindLast         = "last" // its id stands in the place of a quarter, and its number in that of the requests
	kindStored       = "stored"
	kindPruned       = "pruned"
	kindPrunedDay    = "pruned day"
	kindEdge         = "edge"
	kindEdgeOfPruned = "edge of pruned"
)

// partRow is a part with the kind of its row.
type partRow struct {
	kind string
	part model.CostPart
}

func scanPart(rows *sql.Rows, r *partRow) error {
	p := &r.part
	var sums [7]sql.NullFloat64
	err := rows.Scan(&r.kind, (*string)(&p.Quarter), &p.Session, &p.Agent, &p.Model, &p.Tool, &p.Project, &p.Program, &p.Spent.Requests, &p.Spent.Unpriced,
		&sums[0], &sums[1], &sums[2], &sums[3], &sums[4], &sums[5], &sums[6])
	integer := func(sum sql.NullFloat64) int64 { return model.Integer(sum.Float64) }
	p.Spent.Input, p.Spent.Output, p.Spent.Total = integer(sums[0]), integer(sums[1]), integer(sums[2])
	p.Spent.CacheRead, p.Spent.CacheWrite, p.Spent.Thoughts = integer(sums[3]), integer(sums[4]), integer(sums[5])
	p.Spent.Cost = model.MicroUSD(integer(sums[6]))
	p.Pruned, p.WholeDay = r.kind == kindPruned || r.kind == kindEdgeOfPruned || r.kind == kindPrunedDay, r.kind == kindPrunedDay
	return err
}

// stored returns the statement that sums stored requests.
func stored(kind, from string, condition query.Where) database.Fragment {
	return database.SQL(storedPartsSQL, database.Args{
		"kind": kind, "from": database.SQL(from), "condition": condition.SQL(), "micros": database.SQL(Micros), "is_request": database.SQL(IsRequest),
		"quarter": database.SQL(QuarterOf("cost_events.timestamp")), "agent": database.SQL(Agent),
	})
}

// stated returns the statement that sums the tokens that events of sessions without requests state.
func stated(condition query.Where) database.Fragment {
	return database.SQL(statedPartsSQL, database.Args{
		"condition": condition.SQL(), "quarter": database.SQL(QuarterOf("agent_events.timestamp")), "has_requests": database.SQL(HasRequests),
	})
}

// prunedQuarters returns the statement that lists what was pruned by quarter.
func prunedQuarters(kind, from string, condition query.Where) database.Fragment {
	return database.SQL(rolledUpQuartersSQL, database.Args{"kind": kind, "from": database.SQL(from), "condition": condition.SQL()})
}

// prunedDays returns the statement that lists what was pruned and has no quarters.
func prunedDays(days, quarters string) database.Fragment {
	return database.SQL(rolledUpDaysSQL, database.Args{"kind": kindPrunedDay, "days": database.SQL(days), "quarters": database.SQL(quarters)})
}

// PrunedDays returns the statement that lists what was pruned and has no quarters, of all days.
func PrunedDays() database.Fragment { return prunedDays("daily_rollups", "quarter_rollups") }

// Within returns the parts of the stored requests within the bounds, and those of all pruned ones. idx_cost_events_timestamp serves bounds;
// without them it reads the whole table.
func (r *Repository) Within(ctx context.Context, bounds model.Bounds) ([]model.CostPart, error) {
	var w query.Where
	w.Within("cost_events.timestamp", query.Span(bounds))
	return r.parts(ctx, "SELECT * FROM (?) UNION ALL SELECT * FROM (?) UNION ALL SELECT * FROM (?)",
		stored(kindStored, "cost_events", w), prunedQuarters(kindPruned, "quarter_rollups", query.Where{}), PrunedDays())
}

func (r *Repository) parts(ctx context.Context, statement string, args ...any) ([]model.CostPart, error) {
	rows, err := database.SelectFunc(ctx, r.db, scanPart, statement, args...)
	if err != nil {
		return nil, fmt.Errorf("sum costs: %w", err)
	}
	return query.FromRows(rows, func(r *partRow) model.CostPart { return r.part }), nil
}
