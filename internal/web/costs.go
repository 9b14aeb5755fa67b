package web

import (
	"context"
	"fmt"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/analytics"
	"github.com/htmlgraph/htmlgraph/internal/service/budget"
	"github.com/htmlgraph/htmlgraph/internal/service/cost"
)

// How much of the costs the metrics show. The operation for costs has all of it.
const (
	costGroupsShown = 15
	costDaysShown   = 31
	alertsShown     = 10
	budgetsShown    = 12
)

// costsView is what the template of the costs takes.
type costsView struct {
	// Total is over all requests, Unpriced the models whose price is not known.
	Total     model.Spent
	Unpriced  []model.Spent
	Divisions []costDivision
	Budgets   []budgetRow
	// MoreBudgets is how many are not shown.
	MoreBudgets int
	Alerts      []model.CostAlert
}

// Any reports whether there is anything to show.
func (v costsView) Any() bool { return len(v.Divisions)+len(v.Budgets)+len(v.Alerts) > 0 }

// costDivision is a table of costs.
type costDivision struct {
	// ID is that of its elements, Title what it shows, Unit what a row stands for.
	ID, Title, Unit string
	Rows            []costRow
	More            int
}

// costRow is one group of requests with the length of its bar.
type costRow struct {
	model.Spent
	Width string
}

// Name is that of the group, "" for requests that name none.
func (r costRow) Name() string { return text(r.Group) }

// budgetRow is a budget with the length of its bar.
type budgetRow struct {
	budget.State
	Width string
}

// When says which time the budget is for.
func (r budgetRow) When() string {
	switch r.Period {
	case model.Daily:
		return "today"
	case model.Weekly:
		return "this week"
	case model.Monthly:
		return "this month"
	default:
		return "in all"
	}
}

// costs returns what was spent on what, and how far budgets are.
func (h *Metrics) costs(ctx context.Context) (costsView, error) {
	var v costsView
	overview, err := h.budgets.Overview(ctx)
	if err != nil {
		return v, err
	}
	states, more := first(budgetsShown, overview.States)
	v.MoreBudgets = more
	for _, state := range states {
		v.Budgets = append(v.Budgets, budgetRow{State: state, Width: percentage(int64(state.Spent), int64(state.Limit))})
	}
	v.Alerts, _ = first(alertsShown, overview.Alerts)
	models, projects, err := h.analytics.ModelsAndProjects(ctx)
	if err != nil {
		return v, err
	}
	days, err := h.analytics.Divide(ctx, model.CostByDay, model.InstantOf(h.render.now().Add(-costDaysShown*24*time.Hour)), "")
	if err != nil {
		return v, err
	}
	v.Total, v.Unpriced = models.Total, models.Unpriced
	v.add("cost-models", "Cost by model", "Model", costGroupsShown, models)
	v.add("cost-days", "Cost by day, last 31 days", "Day (UTC)", costDaysShown+1, days)
	if len(projects.Groups) > 1 || len(projects.Groups) == 1 && projects.Groups[0].Group != nil {
		v.add("cost-projects", "Cost by project", "Folder", costGroupsShown, projects)
	}
	return v, nil
}

// add adds a table, if it has a row.
func (v *costsView) add(id, title, unit string, limit int, division analytics.Division) {
	shown, more := first(limit, division.Groups)
	if len(shown) == 0 {
		return
	}
	var most model.MicroUSD
	for _, group := range shown {
		most = max(most, group.Cost)
	}
	table := costDivision{ID: id, Title: title, Unit: unit, More: more}
	for _, group := range shown {
		table.Rows = append(table.Rows, costRow{Spent: group, Width: percentage(int64(group.Cost), int64(most))})
	}
	v.Divisions = append(v.Divisions, table)
}

// amount is what something cost as a page shows it. Known is false where no price at all is known: it is not nothing then.
type amount struct {
	USD   float64
	Known bool
	// Unpriced is how many requests are not in it because their price is not known.
	Unpriced int64
}

// costOf returns what requests cost.
func costOf(s model.Spent) amount {
	return amount{USD: s.Cost.USD(), Known: s.Requests > s.Unpriced, Unpriced: s.Unpriced}
}

// levelOf is the severity of an alert, one of those that are known.
func levelOf(alert any) (string, error) {
	var a model.CostAlert
	switch alert := alert.(type) {
	case model.CostAlert:
		a = alert
	case *model.CostAlert:
		a = *alert
	default:
		return "", fmt.Errorf("%T is no alert", alert)
	}
	for _, severity := range []string{cost.Critical, cost.Warning} {
		if cost.AtLeast(a, severity) {
			return severity, nil
		}
	}
	return cost.Info, nil
}
