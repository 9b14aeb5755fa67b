package overview

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/budget"
)

// Spent is what was spent.
type Spent struct {
	// Today is since midnight, YesterdayByNow the same part of the day before, and Week since Monday.
	Today, YesterdayByNow, Week InRange
	// Budgets are the budgets, the most spent first.
	Budgets []budget.State
	// Unpriced are the models of the week without a price, those with the most requests first.
	Unpriced []Unpriced
}

// InRange is what was spent in a time range.
type InRange struct {
	Since, Until time.Time
	model.Spent
}

// bounds returns the range as bounds of requests. One that lasts until now is open: there is nothing later, and a bound would cost another read.
func (r InRange) bounds(now time.Time) model.Bounds {
	bounds := model.Bounds{Since: model.NewInstant(r.Since)}
	if r.Until.Before(now) {
		bounds.Until = model.NewInstant(r.Until)
	}
	return bounds
}

// Unpriced are requests to a model that are in no sum, because its price is not known.
type Unpriced struct {
	// Model is "" where none is stored.
	Model            string
	Requests, Tokens int64
}

// mostUnpriced is the largest number of models without a price that are listed.
const mostUnpriced = 20

// spent adds up what was spent by the days of a time zone.
func (s *Service) spent(ctx context.Context, at time.Time, zone *time.Location) (Spent, error) {
	local := at.In(zone)
	today, yesterday, week := daysAt(local)
	spent := Spent{Today: InRange{Since: today, Until: local}, YesterdayByNow: InRange{Since: yesterday, Until: sameTimeOn(yesterday, local)}, Week: InRange{Since: week, Until: local}}
	for _, sum := range []*InRange{&spent.Today, &spent.YesterdayByNow, &spent.Week} {
		usage, err := s.spending.Within(ctx, sum.bounds(at))
		if err != nil {
			return spent, err
		}
		sum.Spent = usage.Total()
		if sum != &spent.Week {
			continue
		}
		parts, err := usage.Divided(ctx, model.CostByModel, time.UTC) // by model no days are divided
		if err != nil {
			return spent, err
		}
		spent.Unpriced = unpriced(parts)
	}
	budgets, err := s.budgets.Overview(ctx)
	spent.Budgets = budgets.States
	return spent, err
}

// daysAt returns when the day of a local time begins, the one before it, and its week.
func daysAt(local time.Time) (today, yesterday, week time.Time) {
	today = model.Daily.Start(local)
	return today, today.AddDate(0, 0, -1), model.Weekly.Start(local)
}

// sameTimeOn returns a day at the time of another one, as a clock shows it.
func sameTimeOn(day, local time.Time) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), local.Hour(), local.Minute(), local.Second(), local.Nanosecond(), local.Location())
}

// unpriced returns the models without a price among parts.
func unpriced(parts []model.Spent) []Unpriced {
	sums := map[string]model.Spent{}
	for _, part := range parts {
		if part.Unpriced > 0 {
			name := model.Or(part.Model, "")
			sums[name] = sums[name].Plus(part)
		}
	}
	list := []Unpriced{}
	for name, sum := range sums {
		list = append(list, Unpriced{Model: name, Requests: sum.Unpriced, Tokens: sum.Total})
	}
	slices.SortFunc(list, func(a, b Unpriced) int {
		return cmp.Or(cmp.Compare(b.Requests, a.Requests), cmp.Compare(a.Model, b.Model))
	})
	return list[:min(len(list), mostUnpriced)]
}
