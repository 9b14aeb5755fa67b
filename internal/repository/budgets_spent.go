package repository

import (
	"context"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// outlays sums the costs c by name: all of them, and those from an instant up to another one.
var outlays = "SELECT name, sum(" + costMicros + ") AS spent, sum(CASE WHEN " + isRecent + " THEN " + costMicros + " END) AS recent, " +
	"count(CASE WHEN " + isRecent + " AND " + costMicros + " > 0 THEN 1 END) AS samples "

// isRecent is the condition that a cost is within a time. Days are compared first, because keys take time to make.
var isRecent = "c.timestamp >= ? AND " + database.InstantKey("c.timestamp") + " > ? AND " + database.InstantKey("c.timestamp") + " <= ?"

// OfSessions returns what sessions cost with all that they began, each cost once, and which of it lies between two instants.
// idx_sessions_parent and idx_cost_events_session_ts serve it.
func (r *Budgets) OfSessions(ctx context.Context, roots []string, recent, until model.Instant) (map[string]model.Outlay, error) {
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

// OfProjects returns the same of projects, from an instant on, "" for ever. A session that does not say where it runs belongs to
// the project of the one that began it. All sessions are read, once, which is what MATERIALIZED is for; idx_sessions_parent and idx_cost_events_session_ts serve the rest.
func (r *Budgets) OfProjects(ctx context.Context, projects []model.Folders, since, recent, until model.Instant) (map[string]model.Outlay, error) {
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
	within := ""
	if since != "" {
		within = " WHERE c.timestamp >= ? AND " + database.InstantKey("c.timestamp") + " >= ?"
		args = append(args, since.Day(), since.Key())
	}
	return r.sum(ctx, `WITH RECURSIVE given(folder, below) AS (VALUES (?, ?)`+strings.Repeat(", (?, ?)", len(projects)-1)+`),
			placed(id, folder) AS MATERIALIZED (SELECT s.session_id, `+workingFolder+` FROM sessions AS s WHERE `+workingFolder+` IS NOT NULL),
			inside(name, id) AS (
				SELECT given.folder, placed.id FROM placed JOIN given ON placed.folder = given.folder
					OR given.below <> '' AND substr(placed.folder, 1, length(given.below)) = given.below
				UNION SELECT inside.name, s.session_id FROM inside JOIN sessions AS s ON s.parent_session_id = inside.id
					WHERE `+workingFolder+` IS NULL)
		`+outlays+`FROM inside JOIN cost_events AS c ON c.session_id = inside.id`+within+` GROUP BY name`, args)
}

// recentArgs are the arguments of outlays.
func recentArgs(recent, until model.Instant) []any {
	one := []any{recent.Day(), recent.Key(), until.Key()}
	return append(one, one...)
}

func (r *Budgets) sum(ctx context.Context, statement string, args []any) (map[string]model.Outlay, error) {
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
		sums[row.Name] = model.Outlay{
			Spent: model.MicroUSD(integer(row.Spent)), Recent: model.MicroUSD(integer(row.Recent)), Samples: row.Samples,
		}
	}
	return sums, nil
}
