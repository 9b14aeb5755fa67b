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

// How many rows the metrics page shows of each kind. GET /api/analytics/costs returns all of them.
const (
	costGroupsShown = 15
	costDaysShown   = 31
	alertsShown     = 10
	budgetsShown    = 12
)

// costsView is the data of the template "costs".
type costsView struct {
	// Total covers all requests. Unpriced are the models without a known price.
	Total     model.Spent
	Unpriced  []model.Spent
	Divisions []costDivision
	Budgets   []budgetRow
	// MoreBudgets is the number of budgets that are not shown.
	MoreBudgets int
	Alerts      []model.CostAlert
}

// HasContent reports whether there is anything to show.
func (v costsView) HasContent() bool { return len(v.Divisions)+len(v.Budgets)+len(v.Alerts) > 0 }

// costDivision is a table of costs by model, day or project.
type costDivision struct {
	// ID is the id of its heading, Title the heading, Unit the heading of the first column.
	ID, Title, Unit string
	Rows            []costRow
	// MoreRows is the number of rows that are not shown.
	MoreRows int
}

// costRow is one group of requests with the width of its bar.
type costRow struct {
	model.Spent
	Width string
}

// Name returns the name of the group, "" for requests that name none.
func (r costRow) Name() string { return text(r.Group) }

// budgetRow is a budget with the width of its bar.
type budgetRow struct {
	budget.State
	Width string
}

// PeriodName returns the period of the budget in words.
func (r budgetRow) PeriodName() string {
	switch r.Period {
	case model.Daily:
		return "today"
	case model.Weekly:
		return "this week"
	case model.Monthly:
		return "this month"
	default:
		return "all time"
	}
}

// costs reads how costs divide by model, day and project, and how much of each budget is spent.
func (h *Metrics) costs(ctx context.Context) (costsView, error) {
	var v costsView
	overview, err := h.budgets.Overview(ctx)
	if err != nil {
		return v, err
	}
	states, more := limitTo(budgetsShown, overview.States)
	v.MoreBudgets = more
	for _, state := range states {
		v.Budgets = append(v.Budgets, budgetRow{State: state, Width: percentage(int64(state.Spent), int64(state.Limit))})
	}
	v.Alerts, _ = limitTo(alertsShown, overview.Alerts)
	models, projects, err := h.analytics.ModelsAndProjects(ctx)
	if err != nil {
		return v, err
	}
	days, err := h.analytics.CostsBy(ctx, model.CostByDay, model.NewInstant(h.render.now().Add(-costDaysShown*24*time.Hour)), "")
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

// add adds a table, unless it would be empty.
func (v *costsView) add(id, title, unit string, limit int, division analytics.CostDivision) {
	shown, more := limitTo(limit, division.Groups)
	if len(shown) == 0 {
		return
	}
	var most model.MicroUSD
	for _, group := range shown {
		most = max(most, group.Cost)
	}
	table := costDivision{ID: id, Title: title, Unit: unit, MoreRows: more}
	for _, group := range shown {
		table.Rows = append(table.Rows, costRow{Spent: group, Width: percentage(int64(group.Cost), int64(most))})
	}
	v.Divisions = append(v.Divisions, table)
}

// amount is a cost as a page shows it. Known is false where no request has a known price: the cost is then unknown, not zero.
type amount struct {
	USD   float64
	Known bool
	// Unpriced is the number of requests that USD does not include, because their price is not known.
	Unpriced int64
}

// newAmount returns the cost of requests.
func newAmount(s model.Spent) amount {
	return amount{USD: s.Cost.USD(), Known: s.Requests > s.Unpriced, Unpriced: s.Unpriced}
}

// severity returns the severity of an alert: critical, warning or info.
func severity(alert any) (string, error) {
	var a model.CostAlert
	switch alert := alert.(type) {
	case model.CostAlert:
		a = alert
	case *model.CostAlert:
		a = *alert
	default:
		return "", fmt.Errorf("%T is not an alert", alert)
	}
	for _, severity := range []string{cost.Critical, cost.Warning} {
		if cost.AtLeast(a, severity) {
			return severity, nil
		}
	}
	return cost.Info, nil
}
