package spending

import (
	"context"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Usage is what the requests in a time range add up to. It does not change.
type Usage struct {
	source   Source
	projects Projects
	bounds   model.Bounds
	all      *days
	// stored and pruned are the parts beside the sums of whole days.
	stored, pruned []model.CostPart
}

// Divided returns the usage by group and model. A group may be returned several times. Days are those of a time zone.
func (u *Usage) Divided(ctx context.Context, by model.CostGrouping, zone *time.Location) ([]model.Spent, error) {
	named := divide(u.stored, storedBy(by), zone)
	others := divide(u.pruned, by, zone)
	for name, sums := range u.all.sums {
		switch {
		case !u.bounds.HoldDay(name):
		case by == model.CostByDay && zone != time.UTC:
			others = append(others, sums.daysIn(zone)...)
		default:
			named = append(named, sums.stored[storedBy(by)]...)
			others = append(others, sums.pruned[by]...)
		}
		if u.bounds.HoldStartOf(model.Quarter(name)) {
			others = append(others, inUTC(sums.wholeDay[by], by, zone)...)
		}
	}
	if by == model.CostByProject {
		u.nameProjects(others)
	}
	if storedBy(by) == by {
		return append(named, others...), nil
	}
	err := u.nameSessions(ctx, named, by)
	return append(named, others...), err
}

// storedBy returns the attribute by which what is stored is divided.
func storedBy(by model.CostGrouping) model.CostGrouping {
	if by == model.CostByProject || by == model.CostByProgram {
		return model.CostBySession // a session may get both after its requests
	}
	return by
}

// inUTC returns sums of days in UTC, marked as such where the others are days of another zone.
func inUTC(list []model.Spent, by model.CostGrouping, zone *time.Location) []model.Spent {
	if by != model.CostByDay || zone == time.UTC {
		return list
	}
	marked := make([]model.Spent, len(list))
	for i, spent := range list {
		marked[i] = spent
		marked[i].UTCDay = true
	}
	return marked
}

// nameSessions replaces the sessions of costs by their projects or programs.
func (u *Usage) nameSessions(ctx context.Context, costs []model.Spent, by model.CostGrouping) error {
	sessions, err := u.source.Sessions(ctx)
	for i := range costs {
		id := model.Or(costs[i].Group, "")
		name := sessions[id].Folder
		if by == model.CostByProgram {
			name = model.Program(sessions, id)
		}
		costs[i].Group = model.NonEmpty(name)
	}
	if by == model.CostByProject {
		u.nameProjects(costs)
	}
	return err
}

// nameProjects replaces the folders of costs by their projects.
func (u *Usage) nameProjects(costs []model.Spent) {
	for i := range costs {
		costs[i].Group = model.NonEmpty(u.projects.Name(model.Or(costs[i].Group, "")))
	}
}

// Parts returns the usage by quarter of an hour, session, agent and model; with origins, each with the project and the program of its session too. A
// part may be returned several times.
func (u *Usage) Parts(ctx context.Context, origins bool) ([]model.CostPart, error) {
	parts := slices.Concat(u.stored, u.pruned)
	for name, sums := range u.all.sums {
		holdsDay, holdsStart := u.bounds.HoldDay(name), u.bounds.HoldStartOf(model.Quarter(name))
		for _, part := range sums.parts {
			if part.WholeDay && holdsStart || !part.WholeDay && holdsDay {
				parts = append(parts, part)
			}
		}
	}
	if !origins {
		return parts, nil
	}
	sessions, err := u.source.Sessions(ctx)
	if err != nil {
		return nil, err
	}
	for i := range parts {
		part := &parts[i]
		if !part.Pruned {
			part.Project, part.Program = sessions[part.Session].Folder, model.Program(sessions, part.Session)
		}
		part.Project = u.projects.Name(part.Project)
	}
	return parts, nil
}

// Total returns what all requests add up to.
func (u *Usage) Total() model.Spent {
	parts, _ := u.Divided(context.Background(), model.CostByModel, time.UTC) // a division by model reads nothing
	var total model.Spent
	for _, part := range parts {
		total = total.Plus(part)
	}
	return total
}

// FromParts returns the usage of parts.
func FromParts(parts []model.CostPart) *Usage { return &Usage{all: &days{}, stored: parts} }
