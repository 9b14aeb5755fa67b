package web

import (
	"context"
	"fmt"
	"slices"
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
	// Zone is the time zone of the server, in which the days of budgets begin.
	Zone string
	// MoreBudgets is the number of budgets that are not shown.
	MoreBudgets int
	Alerts      []model.CostAlert
}

// HasContent reports whether there is anything to show.
func (v costsView) HasContent() bool { return len(v.Divisions)+len(v.Budgets)+len(v.Alerts) > 0 }

// costDivision is a table of costs by model, day or project.
type costDivision struct {
	// ID is the id of its heading, Title the heading, Unit the heading of the first column, Note a text below the table.
	ID, Title, Unit, Note string
	Rows                  []costRow
	// MoreRows is the number of rows that are not shown.
	MoreRows int
}

// costRow is one group of requests with the width of its bar.
type costRow struct {
	model.Spent
	// Kind is the attribute by which costs are grouped.
	Kind  string
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

// costs shows how costs divide by model, day and project, and reads how much of each budget is spent.
func (h *Metrics) costs(ctx context.Context, divisions analytics.CostDivisions, zone *time.Location) (costsView, error) {
	var v costsView
	overview, err := h.budgets.Overview(ctx)
	if err != nil {
		return v, err
	}
	v.Zone = overview.Zone
	states, more := limitTo(budgetsShown, overview.States)
	v.MoreBudgets = more
	for _, state := range states {
		v.Budgets = append(v.Budgets, budgetRow{State: state, Width: percentage(int64(state.Spent), int64(state.Limit))})
	}
	v.Alerts, _ = limitTo(alertsShown, overview.Alerts)
	v.Total, v.Unpriced = divisions.Models.Total, divisions.Models.Unpriced
	v.add(costDivision{ID: "cost-models", Title: "Cost by model", Unit: "Model"}, model.CostByModel, costGroupsShown, divisions.Models)
	v.add(costDivision{
		ID: "cost-days", Title: "Cost by day, last 31 days", Unit: "Day (" + zone.String() + ")", Note: daysNote(zone, divisions.Days),
	}, model.CostByDay, costDaysShown+2, divisions.Days)
	projects := divisions.Projects
	if len(projects.Groups) > 1 || len(projects.Groups) == 1 && projects.Groups[0].Group != nil {
		v.add(costDivision{ID: "cost-projects", Title: "Cost by project", Unit: "Folder"}, model.CostByProject, costGroupsShown, projects)
	}
	return v, nil
}

// daysNote returns what is to be said of the days of costs.
func daysNote(zone *time.Location, days analytics.CostDivision) string {
	if zone == time.UTC {
		return "Days are in UTC. Scripts of this page show those of your time zone."
	}
	if slices.ContainsFunc(days.Groups, func(s model.Spent) bool { return s.UTCDay }) {
		return "Of the days in UTC, only the day is known: an earlier release deleted their requests."
	}
	return ""
}

// add adds a table, unless it would be empty.
func (v *costsView) add(table costDivision, by model.CostGrouping, limit int, division analytics.CostDivision) {
	shown, more := limitTo(limit, division.Groups)
	if len(shown) == 0 {
		return
	}
	var most model.MicroUSD
	for _, group := range shown {
		most = max(most, group.Cost)
	}
	table.MoreRows = more
	for _, group := range shown {
		table.Rows = append(table.Rows, costRow{Spent: group, Kind: string(by), Width: percentage(int64(group.Cost), int64(most))})
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
