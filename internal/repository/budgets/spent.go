package budgets

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/costs"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

//go:embed sessions.sql
var sessionsSQL string

//go:embed folders.sql
var foldersSQL string

// OfSessions returns the costs of sessions including all sessions below them, each cost once, and the part of it between two
// instants.
func (r *Repository) OfSessions(ctx context.Context, roots []string, recent, until model.Instant) (map[string]model.Outlay, error) {
	if len(roots) == 0 {
		return nil, nil
	}
	return r.sum(ctx, sessionsSQL, recent, until, database.Args{"session_ids": oneColumn(roots)})
}

// OfFolders returns the same for the sessions that ran in folders, since an instant, "" for all time, including pruned costs.
func (r *Repository) OfFolders(ctx context.Context, folders []string, since, recent, until model.Instant) (map[string]model.Outlay, error) {
	if len(folders) == 0 {
		return nil, nil
	}
	var within query.Where
	within.Within("c.timestamp", query.Span{Since: since})
	return r.sum(ctx, foldersSQL, recent, until, database.Args{
		"folders": oneColumn(folders), "within": within.SQL(), "rolled_up": startedSince(since).SQL(), "rest_of_day": restOfDay(since).SQL(),
	})
}

// Folders returns all folders in which sessions ran, also those that were pruned. It scans the sessions.
func (r *Repository) Folders(ctx context.Context) ([]string, error) {
	folders, err := database.Select[string](ctx, r.db, `
		SELECT folder FROM (
			SELECT json_text(metadata, 'cwd') AS folder FROM sessions UNION SELECT project FROM daily_rollups WHERE requests > 0
		) AS named WHERE nullif(folder, '') IS NOT NULL ORDER BY folder`)
	if err != nil {
		return nil, fmt.Errorf("list the folders of sessions: %w", err)
	}
	return folders, nil
}

// startedSince is the condition that a rolled-up day has requests and starts at an instant or later; the primary key serves it.
func startedSince(since model.Instant) query.Where {
	var w query.Where
	w.And("requests > 0")
	if since == "" {
		return w
	}
	if startsADay(since) {
		w.And("day >= ?", since.Day())
	} else {
		w.And("day > ?", since.Day())
	}
	return w
}

// restOfDay is the condition for the quarters of an hour from an instant on, on its day; none if the whole day counts. The primary key of
// quarter_rollups serves it.
func restOfDay(since model.Instant) query.Where {
	var w query.Where
	if since == "" || startsADay(since) {
		w.And("1 = 0")
		return w
	}
	w.And("quarter >= ? AND quarter < ?", string(since.Quarter()), since.Day()+query.EndOfTime)
	return w
}

// startsADay reports whether the day of an instant in UTC begins with it.
func startsADay(at model.Instant) bool {
	return model.Bounds{Since: at}.HoldStartOf(model.Quarter(at.Day()))
}

type outlayRow struct {
	Name    string   `bun:"name"`
	Spent   *float64 `bun:"spent"`
	Recent  *float64 `bun:"recent"`
	Samples int      `bun:"samples"`
}

// sum runs a statement that returns outlays, and adds up those of the same name. Costs later than recent are also summed
// separately.
func (r *Repository) sum(ctx context.Context, statement string, recent, until model.Instant, args database.Args) (map[string]model.Outlay, error) {
	rows, err := database.Select[outlayRow](ctx, r.db, statement, args.With(database.Args{
		"micros": database.SQL(costs.Micros), "recent_day": recent.Day(), "recent": recent.Key(), "until": until.Key(),
	}))
	if err != nil {
		return nil, fmt.Errorf("sum costs for budgets: %w", err)
	}
	sums := make(map[string]model.Outlay, len(rows))
	for _, row := range rows {
		sum := sums[row.Name]
		sum.Spent = sum.Spent.Plus(model.MicroUSD(query.Integer(row.Spent)))
		sum.Recent, sum.Samples = sum.Recent.Plus(model.MicroUSD(query.Integer(row.Recent))), sum.Samples+row.Samples
		sums[row.Name] = sum
	}
	return sums, nil
}
