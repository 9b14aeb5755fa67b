package budget

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/cost"
)

// batch is the number of sessions or projects in one query.
const batch = 200

// measure returns the state of each budget that covers the sessions. With all it also returns the budgets of all named projects.
func (s *Service) measure(ctx context.Context, sessionIDs []string, all bool) ([]State, error) {
	var lineages []model.Lineage
	for some := range slices.Chunk(sessionIDs, batch) {
		more, err := s.source.Lineages(ctx, some)
		if err != nil {
			return nil, err
		}
		lineages = append(lineages, more...)
	}
	now := s.now()
	states, err := s.measureSessions(ctx, lineages, now)
	if err != nil {
		return nil, err
	}
	var folders []located
	for _, period := range []model.Period{model.Always, model.Daily, model.Weekly, model.Monthly} {
		projects := s.projectStates(lineages, period, all)
		if len(projects) > 0 && folders == nil {
			if folders, err = s.locate(ctx); err != nil {
				return nil, err
			}
		}
		if err := s.measureProjects(ctx, projects, folders, period, now); err != nil {
			return nil, err
		}
		states = append(states, projects...)
	}
	return states, nil
}

func (s *Service) measureSessions(ctx context.Context, lineages []model.Lineage, now time.Time) ([]State, error) {
	if s.budgets.Session == 0 {
		return nil, nil
	}
	var roots []string
	for _, lineage := range lineages {
		roots = append(roots, lineage.Root)
	}
	slices.Sort(roots)
	roots = slices.Compact(roots)
	var states []State
	for some := range slices.Chunk(roots, batch) {
		spent, err := s.source.OfSessions(ctx, some, model.NewInstant(now.Add(-cost.LookBack)), model.NewInstant(now))
		if err != nil {
			return nil, err
		}
		for _, root := range some {
			states = append(states, State{Kind: ForSession, Name: root, Session: root, Limit: s.budgets.Session, Outlay: spent[root]})
		}
	}
	return states, nil
}

// projectStates returns the states of the budgets of a period, without the spent amounts. A project with its own budget is not covered
// by the budgets for every project.
func (s *Service) projectStates(lineages []model.Lineage, period model.Period, all bool) []State {
	var states []State
	add := func(budget model.ProjectBudget, folder, session string) {
		at := slices.IndexFunc(states, func(s State) bool { return s.Name == folder })
		if at < 0 {
			at = len(states)
			states = append(states, State{Kind: ForProject, Name: folder, Limit: budget.Limit, Period: period})
		}
		states[at].Session = model.Or(model.NonEmpty(states[at].Session), session)
	}
	for _, budget := range s.budgets.Projects {
		if all && budget.Period == period && budget.Folder != "" {
			add(budget, budget.Folder, "")
		}
	}
	for _, lineage := range lineages {
		if lineage.Folder == "" {
			continue
		}
		own := false
		for _, budget := range s.budgets.Projects {
			if budget.Period == period && budget.Folder != "" && s.projects.Contains(budget.Folder, lineage.Folder) {
				own = true
				add(budget, budget.Folder, lineage.Root)
			}
		}
		for _, budget := range s.budgets.Projects {
			if budget.Period == period && budget.Folder == "" && !own {
				add(budget, s.projects.Name(lineage.Folder), lineage.Root)
			}
		}
	}
	return states
}

// measureProjects adds the spent amounts.
func (s *Service) measureProjects(ctx context.Context, states []State, folders []located, period model.Period, now time.Time) error {
	start, since := period.Start(now), model.Instant("")
	if !start.IsZero() {
		since = model.NewInstant(start)
	}
	covering := map[string][]int{} // the states by the folders that they cover
	for i := range states {
		states[i].Since = start
		covers := s.coverage(states[i].Name, period)
		for _, l := range folders {
			if covers(l) {
				covering[l.folder] = append(covering[l.folder], i)
			}
		}
	}
	for some := range slices.Chunk(slices.Sorted(maps.Keys(covering)), batch) {
		spent, err := s.source.OfFolders(ctx, some, since, model.NewInstant(now.Add(-cost.LookBack)), model.NewInstant(now))
		if err != nil {
			return err
		}
		for _, folder := range some {
			for _, i := range covering[folder] {
				states[i].Outlay = states[i].Plus(spent[folder])
			}
		}
	}
	return nil
}

// named reports whether a budget of a period names the folder. Such a budget also covers the folders below.
func (s *Service) named(folder string, period model.Period) bool {
	return slices.ContainsFunc(s.budgets.Projects, func(b model.ProjectBudget) bool { return b.Period == period && b.Folder == folder })
}
