// Package spending owns what all requests to models add up to, in total and by day, model, agent, program, tool, project and session.
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
	// Sessions returns where each session ran, by its id.
	Sessions(ctx context.Context) (map[string]model.SessionOrigin, error)
}

// Stated knows the tokens of sessions without requests.
type Stated interface {
	// Stated returns the tokens that events of sessions without requests state.
	Stated(ctx context.Context) ([]model.CostPart, error)
}

// Projects says which folders are one project.
type Projects interface {
	// Name returns the name of the project of a folder, "" for "".
	Name(folder string) string
}

// Running returns current sums. It is safe for concurrent use.
type Running struct {
	source   Source
	projects Projects
	stated   Stated
	counted  func(context.Context) (bool, error)
	latest   atomic.Pointer[days]
}

// New returns sums of which none is read yet. counted reports whether the database counts changes; where it does not, each call reads all
// requests.
func New(source Source, projects Projects, stated Stated, counted func(context.Context) (bool, error)) *Running {
	r := &Running{source: source, projects: projects, stated: stated, counted: counted}
	r.latest.Store(&days{})
	return r
}

// Within returns what the requests in a time range add up to: stored requests, pruned ones of the quarters of an hour that start in the
// range, and of the days that start in it where no quarters are known.
func (r *Running) Within(ctx context.Context, bounds model.Bounds) (*Usage, error) {
	all, edges, err := r.read(ctx, bounds)
	if err != nil {
		return nil, err
	}
	stated, err := r.stated.Stated(ctx)
	if err != nil {
		return nil, err
	}
	u := &Usage{source: r.source, projects: r.projects, bounds: bounds, all: all}
	u.stored, u.pruned = split(edges, stated, bounds)
	return u, nil
}

// split returns those parts beside the sums of whole days that lie within bounds, stored and pruned ones apart.
func split(edges, stated []model.CostPart, bounds model.Bounds) (stored, pruned []model.CostPart) {
	for _, part := range edges {
		switch {
		case !part.Pruned:
			stored = append(stored, part)
		case bounds.HoldStartOf(part.Quarter):
			pruned = append(pruned, part)
		}
	}
	for _, part := range stated {
		if bounds.HoldStartOf(part.Quarter) {
			stored = append(stored, part)
		}
	}
	return stored, pruned
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

// readAll returns what was pruned of which only the day is known as days, and beside them all other parts.
func (r *Running) readAll(ctx context.Context, bounds model.Bounds) (*days, []model.CostPart, error) {
	parts, err := r.source.Within(ctx, bounds)
	if err != nil {
		return nil, nil, err
	}
	var others, wholeDays []model.CostPart
	for _, part := range parts {
		if part.WholeDay {
			wholeDays = append(wholeDays, part)
		} else {
			others = append(others, part)
		}
	}
	return &days{sums: byDay(wholeDays)}, others, nil
}
