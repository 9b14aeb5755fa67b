package analytics

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// maxGroups is how many groups of costs are listed.
const maxGroups = 1000

// CostDivision is what was spent on what.
type CostDivision struct {
	Timestamp time.Time
	Total     model.Spent
	// Groups have no model, Unpriced no group.
	Groups   []model.Spent
	Unpriced []model.Spent
}

// CostsBy says what was spent in a time, by group: most cost first, but days newest first.
func (s *Service) CostsBy(ctx context.Context, by model.CostGrouping, since, until model.Instant) (CostDivision, error) {
	parts, err := s.spending.Divided(ctx, by, since, until)
	if err != nil {
		return CostDivision{}, err
	}
	return s.division(parts, by), nil
}

// ModelsAndProjects says what was spent in all by model and by project, of one reading: all requests are read for it.
func (s *Service) ModelsAndProjects(ctx context.Context) (models, projects CostDivision, err error) {
	parts, err := s.spending.Divided(ctx, model.CostByProject, "", "")
	if err != nil {
		return models, projects, err
	}
	byModel := slices.Clone(parts)
	for i := range byModel {
		byModel[i].Group = byModel[i].Model
	}
	return s.division(byModel, model.CostByModel), s.division(parts, model.CostByProject), nil
}

// division adds up what was spent by group and model.
func (s *Service) division(parts []model.Spent, by model.CostGrouping) CostDivision {
	division := CostDivision{Timestamp: s.now()}
	groups, unpriced := spending{}, spending{}
	for _, part := range parts {
		division.Total = division.Total.Plus(part)
		groups.add(part.Group, part)
		if part.Unpriced > 0 {
			unpriced.add(part.Model, model.Spent{Requests: part.Unpriced})
		}
	}
	division.Groups = groups.sorted(mostCost)
	if by == model.CostByDay {
		division.Groups = groups.sorted(newest)
	}
	division.Groups = division.Groups[:min(len(division.Groups), maxGroups)]
	division.Unpriced = unpriced.sorted(mostRequests)
	return division
}

// spending adds up by name; "" stands for none.
type spending map[string]model.Spent

func (s spending) add(name *string, part model.Spent) {
	key := strings.ToValidUTF8(model.Or(name, ""), "\uFFFD")
	sum := s[key].Plus(part)
	sum.Group = model.NonEmpty(key)
	s[key] = sum
}

func (s spending) sorted(less func(a, b model.Spent) int) []model.Spent {
	list := make([]model.Spent, 0, len(s))
	for _, one := range s {
		list = append(list, one)
	}
	slices.SortFunc(list, less)
	return list
}

func byGroup(a, b model.Spent) int { return cmp.Compare(model.Or(a.Group, ""), model.Or(b.Group, "")) }

func newest(a, b model.Spent) int { return byGroup(b, a) }

func mostCost(a, b model.Spent) int {
	return cmp.Or(cmp.Compare(b.Cost, a.Cost), cmp.Compare(b.Total, a.Total), byGroup(a, b))
}

func mostRequests(a, b model.Spent) int {
	return cmp.Or(cmp.Compare(b.Requests, a.Requests), byGroup(a, b))
}
