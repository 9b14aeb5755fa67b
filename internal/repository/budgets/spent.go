package budgets

import (
	"context"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/costs"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// outlays sums the costs c by name: all of them, and those from an instant up to another one.
var outlays = "SELECT name, sum(" + costs.Micros + ") AS spent, sum(CASE WHEN " + isRecent + " THEN " + costs.Micros + " END) AS recent, " +
	"count(CASE WHEN " + isRecent + " AND " + costs.Micros + " > 0 THEN 1 END) AS samples "

// isRecent is the condition that a cost is within a time. Days are compared first, because keys take time to make.
var isRecent = "c.timestamp >= ? AND " + database.InstantKey("c.timestamp") + " > ? AND " + database.InstantKey("c.timestamp") + " <= ?"

// OfSessions returns what sessions cost with all that they began, each cost once, and which of it lies between two instants.
// idx_sessions_parent and idx_cost_events_session_ts serve it.
func (r *Repository) OfSessions(ctx context.Context, roots []string, recent, until model.Instant) (map[string]model.Outlay, error) {
	if len(roots) == 0 {
		return nil, nil
	}
	list, args := given(roots)
	return r.sum(ctx, `WITH RECURSIVE given(id) AS (`+list+`), begun(name, id) AS (
			SELECT id, id FROM given
			UNION SELECT begun.name, s.session_id FROM begun JOIN sessions AS s ON s.parent_session_id = begun.id)
		`+outlays+`FROM begun JOIN cost_events AS c ON c.session_id = begun.id GROUP BY name`,
		append(args, recentArgs(recent, until)...))
}

// OfProjects returns the same of projects, from an instant on, "" for ever, with what was pruned and rolled up. A session that does not say where it runs belongs to
// the project of the one that began it. All sessions are read, once, which is what MATERIALIZED is for; idx_sessions_parent and idx_cost_events_session_ts serve the rest.
func (r *Repository) OfProjects(ctx context.Context, projects []model.Folders, since, recent, until model.Instant) (map[string]model.Outlay, error) {
	if len(projects) == 0 {
		return nil, nil
	}
	var args []any
	for _, p := range projects {
		below := ""
		if p.Below {
			below = strings.TrimSuffix(p.Folder, "/") + "/"
		}
		args = append(args, database.TextValue(p.Folder), database.TextValue(below))
	}
	args = append(args, recentArgs(recent, until)...)
	within, days := "", costs.DaysIn(since, "")
	if since != "" {
		within = " WHERE c.timestamp >= ? AND " + database.InstantKey("c.timestamp") + " >= ?"
		args = append(args, since.Day(), since.Key())
	}
	args = append(args, days.SQL())
	return r.sum(ctx, `WITH RECURSIVE given(folder, below) AS (VALUES (?, ?)`+strings.Repeat(", (?, ?)", len(projects)-1)+`),
			placed(id, folder) AS MATERIALIZED (SELECT s.session_id, `+workingFolder+` FROM sessions AS s WHERE `+workingFolder+` IS NOT NULL),
			inside(name, id) AS (
				SELECT given.folder, placed.id FROM placed JOIN given ON `+isWithin("placed.folder")+`
				UNION SELECT inside.name, s.session_id FROM inside JOIN sessions AS s ON s.parent_session_id = inside.id
					WHERE `+workingFolder+` IS NULL)
		`+outlays+`FROM inside JOIN cost_events AS c ON c.session_id = inside.id`+within+` GROUP BY name
		UNION ALL SELECT given.folder, sum(CAST(cost_micro_usd AS DOUBLE PRECISION)), NULL, 0 FROM daily_rollups JOIN given ON `+isWithin("project")+`
			WHERE ? GROUP BY given.folder`, args)
}

// isWithin is the condition that a folder is that of a given project, or lies below it.
func isWithin(folder string) string {
	return "(" + folder + " = given.folder OR given.below <> '' AND substr(" + folder + ", 1, length(given.below)) = given.below)"
}

// recentArgs are the arguments of outlays.
func recentArgs(recent, until model.Instant) []any {
	one := []any{recent.Day(), recent.Key(), until.Key()}
	return append(one, one...)
}

func (r *Repository) sum(ctx context.Context, statement string, args []any) (map[string]model.Outlay, error) {
	var rows []struct {
		Name    string   `bun:"name"`
		Spent   *float64 `bun:"spent"`
		Recent  *float64 `bun:"recent"`
		Samples int      `bun:"samples"`
	}
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw(statement, args...).Scan(ctx, &rows)
	})
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
