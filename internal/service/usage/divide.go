package usage

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/timerange"
)

// divide divides parts into steps and groups.
func (r *Report) divide(parts []model.CostPart, q Query) {
	starts := make([]time.Time, len(parts))
	for i := range parts {
		starts[i] = startOf(&parts[i], q.Zone)
	}
	r.bound(starts, q.Zone)
	groups := r.group(parts, q.Stack)
	if !r.Range.IsBounded() {
		r.Step = timerange.ByDay // there is nothing to divide
		r.Outside = r.Total
		return
	}
	r.Step = r.Range.FitStep(q.Step)
	for _, step := range r.Range.Split(r.Step) {
		r.Steps = append(r.Steps, StepUsage{Range: step, Parts: make([]model.Spent, len(r.Groups))})
	}
	for i := range parts {
		step := r.stepOf(starts[i])
		if step == nil {
			r.Outside = r.Outside.Plus(parts[i].Spent)
			continue
		}
		step.Total = step.Total.Plus(parts[i].Spent)
		step.HasUTCDay = step.HasUTCDay || parts[i].WholeDay && q.Zone != time.UTC
		group, listed := groups[groupOf(&parts[i], q.Stack)]
		if !listed {
			group = len(r.Groups) - 1
		}
		step.Parts[group] = step.Parts[group].Plus(parts[i].Spent)
	}
}

// startOf returns when the quarter of a part begins, zero for what is no time. Of a day in UTC the calendar day counts, whatever the zone.
func startOf(part *model.CostPart, zone *time.Location) time.Time {
	at, ok := part.Quarter.Start()
	switch {
	case !ok:
		return time.Time{}
	case part.WholeDay:
		return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, zone)
	}
	return at.In(zone)
}

// bound gives a range without bounds those of what happened in it, in whole days.
func (r *Report) bound(starts []time.Time, zone *time.Location) {
	var first, last time.Time
	for _, at := range starts {
		if at.IsZero() {
			continue
		}
		if first.IsZero() || at.Before(first) {
			first = at
		}
		if at.After(last) {
			last = at
		}
	}
	if first.IsZero() {
		return
	}
	midnight := func(at time.Time, days int) time.Time {
		at = at.In(zone)
		return time.Date(at.Year(), at.Month(), at.Day()+days, 0, 0, 0, 0, zone)
	}
	if r.Range.From.IsZero() {
		r.Range.From = midnight(first, 0)
	}
	if r.Range.To.IsZero() {
		r.Range.To = midnight(last, 1)
	}
}

// stepOf returns the step of a time, nil for none. A quarter of an hour may begin before the range that divides it.
func (r *Report) stepOf(at time.Time) *StepUsage {
	if at.IsZero() || len(r.Steps) == 0 {
		return nil
	}
	i, exact := slices.BinarySearchFunc(r.Steps, at, func(step StepUsage, at time.Time) int { return step.From.Compare(at) })
	if !exact {
		i--
	}
	if i < 0 && r.Steps[0].From.Equal(r.Range.From) && r.Steps[0].From.Sub(at) < 24*time.Hour {
		i = 0
	}
	if i < 0 {
		return nil
	}
	return &r.Steps[i]
}

// group adds up parts by an attribute, lists the greatest groups, and returns their places in the list. Those that are not listed are added up in
// the last one.
func (r *Report) group(parts []model.CostPart, by model.CostGrouping) map[string]int {
	sums := map[string]model.Spent{}
	for i := range parts {
		name := groupOf(&parts[i], by)
		sums[name] = sums[name].Plus(parts[i].Spent)
	}
	for name, sum := range sums {
		r.Groups = append(r.Groups, Group{Name: name, Spent: sum})
	}
	slices.SortFunc(r.Groups, func(a, b Group) int { return cmp.Or(mostCost(a.Spent, b.Spent), strings.Compare(a.Name, b.Name)) })
	if len(r.Groups) > groupsShown {
		other := Group{IsOther: true}
		for _, group := range r.Groups[groupsShown-1:] {
			other.Spent = other.Spent.Plus(group.Spent)
		}
		r.Groups = append(r.Groups[:groupsShown-1:groupsShown-1], other)
	}
	places := make(map[string]int, len(r.Groups))
	for i, group := range r.Groups {
		if !group.IsOther {
			places[group.Name] = i
		}
	}
	return places
}

// groupOf returns the value of an attribute. An agent is the subagent that made the request, or the program.
func groupOf(part *model.CostPart, by model.CostGrouping) string {
	switch by {
	case model.CostByProject:
		return part.Project
	case model.CostByAgent:
		return part.Agent
	case model.CostBySession:
		return part.Session
	default:
		return part.Model
	}
}

func mostCost(a, b model.Spent) int {
	return cmp.Or(cmp.Compare(b.Cost, a.Cost), cmp.Compare(b.Total, a.Total), cmp.Compare(b.Requests, a.Requests))
}

func mostRequests(a, b model.Spent) int {
	return cmp.Or(cmp.Compare(b.Requests, a.Requests), strings.Compare(model.Or(a.Group, ""), model.Or(b.Group, "")))
}
