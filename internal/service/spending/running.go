// Package spending owns what all requests to models add up to, in total and by day, model, agent, tool, project and session.
//
// It keeps the sums of each day in memory. The database counts the changes of each day, also those by other programs, so a read costs
// as much as what changed since the last one, and its result is what a read of all requests would give.
package spending

import (
	"context"
	"sync/atomic"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Source reads stored and pruned requests.
type Source interface {
	// Changed returns the days that have changed since known was read, and the stored requests within bounds on the days of these.
	Changed(ctx context.Context, known model.CostMarks, bounds model.Bounds) (model.CostChanges, error)
	// Within returns the stored requests within bounds, and all pruned ones.
	Within(ctx context.Context, bounds model.Bounds) ([]model.CostPart, error)
	// Projects returns the folders of sessions by their ids.
	Projects(ctx context.Context) (map[string]string, error)
}

// Projects says which folders are one project.
type Projects interface{ Name(folder string) string }

// Running returns current sums. It is safe for concurrent use.
type Running struct {
	source   Source
	projects Projects
	counted  func(context.Context) (bool, error)
	latest   atomic.Pointer[days]
}

// New returns sums of which none is read yet. projects names the projects of folders. counted reports whether the database counts changes; where it does not, each call reads
// all requests.
func New(source Source, projects Projects, counted func(context.Context) (bool, error)) *Running {
	r := &Running{source: source, projects: projects, counted: counted}
	r.latest.Store(&days{})
	return r
}

// Divided returns the usage of requests in a time range by group and model: stored requests, and pruned ones of the days that start
// in the range. A group may be returned several times.
func (r *Running) Divided(ctx context.Context, by model.CostGrouping, since, until model.Instant) ([]model.Spent, error) {
	bounds := model.Bounds{Since: since, Until: until}
	all, edges, err := r.read(ctx, bounds)
	if err != nil {
		return nil, err
	}
	storedBy := by
	if by == model.CostByProject {
		storedBy = model.CostBySession // a session may get its project after its requests
	}
	stored, pruned := divide(edges, storedBy), []model.Spent(nil)
	for name, sums := range all.sums {
		if bounds.HoldDay(name) {
			stored = append(stored, sums.stored[storedBy]...)
		}
		if bounds.HoldStartOf(name) {
			pruned = append(pruned, sums.rolledUp[by]...)
		}
	}
	if by == model.CostByProject {
		err = r.nameProjects(ctx, stored)
		for i := range pruned {
			pruned[i].Group = model.NonEmpty(r.projects.Name(model.Or(pruned[i].Group, "")))
		}
	}
	return append(stored, pruned...), err
}

// nameProjects replaces the sessions of costs by their projects.
func (r *Running) nameProjects(ctx context.Context, costs []model.Spent) error {
	projects, err := r.source.Projects(ctx)
	for i := range costs {
		costs[i].Group = model.NonEmpty(r.projects.Name(projects[model.Or(costs[i].Group, "")]))
	}
	return err
}

// usdDigits are the decimal places of a sum in US dollars: so many that it shows each stored cost, and so few that it does not show in which
// order they were added up.
const usdDigits = 9

// CostUSD returns the sum of all recorded costs in US dollars, including pruned ones, or nil where none is recorded.
func (r *Running) CostUSD(ctx context.Context) (*float64, error) {
	all, edges, err := r.read(ctx, model.Bounds{})
	if err != nil {
		return nil, err
	}
	total := addUSD(all.usd(), sumUSD(edges))
	if total != nil {
		rounded := model.Round(*total, usdDigits)
		total = &rounded
	}
	return total, nil
}

// read returns the sums of all days, and beside them the parts that lie within bounds and are not a whole day.
func (r *Running) read(ctx context.Context, bounds model.Bounds) (*days, []model.CostPart, error) {
	counted, err := r.counted(ctx)
	if err != nil {
		return nil, nil, err
	}
	if !counted {
		return r.readAll(ctx, bounds)
	}
	known := r.latest.Load()
	changes, err := r.source.Changed(ctx, known.marks, bounds)
	if err != nil {
		return nil, nil, err
	}
	current := known.with(changes)
	if current != known {
		// Of two reads at once the older one may win. The next read then finds the difference again.
		r.latest.Store(current)
	}
	return current, changes.Edges, nil
}

// readAll returns the pruned requests as days, and beside them all stored ones within bounds.
func (r *Running) readAll(ctx context.Context, bounds model.Bounds) (*days, []model.CostPart, error) {
	parts, err := r.source.Within(ctx, bounds)
	if err != nil {
		return nil, nil, err
	}
	var stored, pruned []model.CostPart
	for _, part := range parts {
		if part.RolledUp {
			pruned = append(pruned, part)
		} else {
			stored = append(stored, part)
		}
	}
	return &days{sums: byDay(pruned)}, stored, nil
}
