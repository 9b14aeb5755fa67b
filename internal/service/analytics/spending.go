package analytics

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// maxGroups is the largest number of groups in a result.
const maxGroups = 1000

// CostDivision is the cost of requests divided into groups.
type CostDivision struct {
	Timestamp time.Time
	Total     model.Spent
	// Groups have no model. Unpriced are the models without a known price, and have no group.
	Groups   []model.Spent
	Unpriced []model.Spent
}

// CostsBy returns the costs in a time range by group: days newest first, other groups by falling cost.
func (s *Service) CostsBy(ctx context.Context, by model.CostGrouping, since, until model.Instant) (CostDivision, error) {
	parts, err := s.spending.Divided(ctx, by, since, until)
	if err != nil {
		return CostDivision{}, err
	}
	return s.division(parts, by), nil
}

// ModelsAndProjects returns all costs by model and by project. Both come from one read, because it scans all requests.
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

// division adds up costs by group, and those without a price by model.
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

// spending adds up costs by name. "" stands for requests without a name.
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
