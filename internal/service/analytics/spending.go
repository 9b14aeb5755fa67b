package analytics

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/spending"
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

// CostsBy returns the costs in a time range by group: days of a time zone, newest first, other groups by falling cost.
func (s *Service) CostsBy(ctx context.Context, by model.CostGrouping, bounds model.Bounds, zone *time.Location) (CostDivision, error) {
	usage, err := s.spending.Within(ctx, bounds)
	if err != nil {
		return CostDivision{}, err
	}
	parts, err := usage.Divided(ctx, by, zone)
	if err != nil {
		return CostDivision{}, err
	}
	return s.division(parts, by), nil
}

// CostDivisions are costs by model, by project and by day, all from one read.
type CostDivisions struct{ Models, Projects, Days CostDivision }

// costDivisions returns costs by model and by project, and those of the last days of a time zone.
func (s *Service) costDivisions(ctx context.Context, usage *spending.Usage, zone *time.Location, days int) (CostDivisions, error) {
	var d CostDivisions
	first := s.now().In(zone).AddDate(0, 0, -days).Format(time.DateOnly)
	for by, division := range map[model.CostGrouping]*CostDivision{model.CostByModel: &d.Models, model.CostByProject: &d.Projects, model.CostByDay: &d.Days} {
		parts, err := usage.Divided(ctx, by, zone)
		if err != nil {
			return d, err
		}
		if by == model.CostByDay {
			parts = slices.DeleteFunc(parts, func(part model.Spent) bool { return model.Or(part.Group, "") < first })
		}
		*division = s.division(parts, by)
	}
	return d, nil
}

// division adds up costs by group, and those without a price by model.
func (s *Service) division(parts []model.Spent, by model.CostGrouping) CostDivision {
	division := CostDivision{Timestamp: s.now()}
	groups, unpriced := named{}, named{}
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

// named adds up costs by name. "" stands for requests without a name.
type named map[groupName]model.Spent

type groupName struct {
	name  string
	inUTC bool
}

func (n named) add(name *string, part model.Spent) {
	key := groupName{strings.ToValidUTF8(model.Or(name, ""), "\uFFFD"), part.UTCDay}
	sum := n[key].Plus(part)
	sum.Group, sum.UTCDay = model.NonEmpty(key.name), key.inUTC
	n[key] = sum
}

func (n named) sorted(less func(a, b model.Spent) int) []model.Spent {
	list := make([]model.Spent, 0, len(n))
	for _, one := range n {
		list = append(list, one)
	}
	slices.SortFunc(list, less)
	return list
}

func byGroup(a, b model.Spent) int { return cmp.Compare(model.Or(a.Group, ""), model.Or(b.Group, "")) }

// newest orders days, of equal ones those of the time zone before those in UTC.
func newest(a, b model.Spent) int {
	if order := byGroup(b, a); order != 0 || a.UTCDay == b.UTCDay {
		return order
	}
	if a.UTCDay {
		return 1
	}
	return -1
}

func mostCost(a, b model.Spent) int {
	return cmp.Or(cmp.Compare(b.Cost, a.Cost), cmp.Compare(b.Total, a.Total), byGroup(a, b))
}

func mostRequests(a, b model.Spent) int {
	return cmp.Or(cmp.Compare(b.Requests, a.Requests), byGroup(a, b))
}
