package budget

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/cost"
)

// measure returns the state of each budget that sessions belong to, and with all also of the projects that are named by budgets.
func (s *Service) measure(ctx context.Context, sessionIDs []string, all bool) ([]State, error) {
	lineages, err := s.source.Lineages(ctx, sessionIDs)
	if err != nil {
		return nil, err
	}
	now := s.now()
	states, err := s.measureSessions(ctx, lineages, now)
	if err != nil {
		return nil, err
	}
	for _, period := range []model.Period{model.Always, model.Daily, model.Weekly, model.Monthly} {
		projects, err := s.measureProjects(ctx, s.projects(lineages, period, all), period, now)
		if err != nil {
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
	spent, err := s.source.OfSessions(ctx, roots, model.InstantOf(now.Add(-cost.LookBack)), model.InstantOf(now))
	if err != nil {
		return nil, err
	}
	states := make([]State, len(roots))
	for i, root := range roots {
		states[i] = State{Kind: ForSession, Name: root, Session: root, Limit: s.budgets.Session, Outlay: spent[root]}
	}
	return states, nil
}

// projects returns the states of the budgets of a period, not yet with what was spent. A project with a budget of its own has
// none of those that are for each.
func (s *Service) projects(lineages []model.Lineage, period model.Period, all bool) []State {
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
			if budget.Period == period && budget.Folder != "" && inside(lineage.Folder, budget.Folder) {
				own = true
				add(budget, budget.Folder, lineage.Root)
			}
		}
		for _, budget := range s.budgets.Projects {
			if budget.Period == period && budget.Folder == "" && !own {
				add(budget, lineage.Folder, lineage.Root)
			}
		}
	}
	return states
}

// inside reports whether a folder is that of a project or lies below it.
func inside(folder, project string) bool {
	return folder == project || strings.HasPrefix(folder, strings.TrimSuffix(project, "/")+"/")
}

// measureProjects fills in what was spent.
func (s *Service) measureProjects(ctx context.Context, states []State, period model.Period, now time.Time) ([]State, error) {
	if len(states) == 0 {
		return nil, nil
	}
	start := period.Start(now)
	since := model.Instant("")
	if !start.IsZero() {
		since = model.InstantOf(start)
	}
	projects := make([]model.Folders, len(states))
	for i, state := range states {
		projects[i] = model.Folders{Folder: state.Name, Below: slices.ContainsFunc(s.budgets.Projects, func(b model.ProjectBudget) bool {
			return b.Period == period && b.Folder == state.Name
		})}
	}
	spent, err := s.source.OfProjects(ctx, projects, since, model.InstantOf(now.Add(-cost.LookBack)), model.InstantOf(now))
	if err != nil {
		return nil, err
	}
	for i := range states {
		states[i].Since, states[i].Outlay = start, spent[states[i].Name]
	}
	return states, nil
}
