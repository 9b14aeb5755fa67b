package usage

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// dearest returns the sessions with the greatest costs, and the number of the others. What was pruned belongs to no session.
func (s *Service) dearest(ctx context.Context, parts []model.CostPart) (list []SessionCost, others int, err error) {
	sums := map[string]model.Spent{}
	for i := range parts {
		if id := parts[i].Session; id != "" {
			sums[id] = sums[id].Plus(parts[i].Spent)
		}
	}
	for id, sum := range sums {
		list = append(list, SessionCost{ID: id, Spent: sum})
	}
	slices.SortFunc(list, func(a, b SessionCost) int { return cmp.Or(mostCost(a.Spent, b.Spent), strings.Compare(a.ID, b.ID)) })
	shown := list[:min(len(list), sessionsShown)]
	ids := make([]string, len(shown))
	for i, each := range shown {
		ids[i] = each.ID
	}
	titles, err := s.sessions.TitlesOf(ctx, ids)
	for i := range shown {
		shown[i].Title = titles[shown[i].ID]
	}
	return shown, len(list) - len(shown), err
}

// nameGroups gives groups that are sessions their titles.
func (s *Service) nameGroups(ctx context.Context, groups []Group, by model.CostGrouping) error {
	if by != model.CostBySession {
		return nil
	}
	var ids []string
	for _, group := range groups {
		if group.Name != "" {
			ids = append(ids, group.Name)
		}
	}
	titles, err := s.sessions.TitlesOf(ctx, ids)
	for i := range groups {
		groups[i].Title = titles[groups[i].Name].Text
	}
	return err
}
