package budget

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/project"
)

// located is a folder in which sessions ran, as it was reported, with the name of its project.
type located struct{ folder, project string }

// locate returns all such folders. Each is named once for all budgets, because a name may have to be asked of the disk.
func (s *Service) locate(ctx context.Context) ([]located, error) {
	folders, err := s.source.Folders(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]located, len(folders))
	for i, folder := range folders {
		all[i] = located{folder, s.projects.Name(folder)}
	}
	return all, nil
}

// coverage returns which folders the budget of a project covers. One that names the folder also covers the folders below.
func (s *Service) coverage(name string, period model.Period) func(located) bool {
	if !s.named(name, period) {
		return func(l located) bool { return l.project == name }
	}
	named := s.projects.Name(name)
	return func(l located) bool { return project.Within(named, l.project) }
}
