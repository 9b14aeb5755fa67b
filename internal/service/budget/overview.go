package budget

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/cost"
)

// The number of recently active sessions and of alerts in an overview.
const (
	activeShown = 50
	alertsShown = 50
)

// recentCosts is the time in which a session must have costs to be checked. Older costs are history and cause no alerts.
const recentCosts = 24 * time.Hour

// Overview is the state of all budgets.
type Overview struct {
	At time.Time
	// Zone is the time zone in which days, weeks and months begin.
	Zone string
	// States are the budgets of recently active sessions and projects, and of all named projects, the most spent first.
	States []State
	// Alerts are the newest alerts, newest first.
	Alerts []model.CostAlert
}

// Overview returns the current state of all budgets.
func (s *Service) Overview(ctx context.Context) (Overview, error) {
	overview := Overview{At: s.now().UTC(), Zone: zoneName(s.now())}
	var err error
	if overview.Alerts, err = s.source.Newest(ctx, alertsShown); err != nil || !s.budgets.Any() {
		return overview, err
	}
	active, err := s.source.Active(ctx, model.NewInstant(s.now().Add(-recentCosts)), activeShown)
	if err != nil {
		return overview, err
	}
	if overview.States, err = s.measure(ctx, active, true); err != nil {
		return overview, err
	}
	slices.SortStableFunc(overview.States, func(a, b State) int {
		return cmp.Or(cmp.Compare(b.Percent(), a.Percent()), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
	})
	return overview, nil
}

// The age and the number of alerts that are shown on every page.
const (
	noticeAge  = time.Hour
	maxNotices = 10
)

// Notices returns the newest alerts for display on every page, the most severe first.
func (s *Service) Notices(ctx context.Context) ([]model.CostAlert, error) {
	alerts, err := s.source.Newest(ctx, maxNotices)
	if err != nil {
		return nil, err
	}
	alerts = slices.DeleteFunc(alerts, func(a model.CostAlert) bool {
		at, ok := a.Timestamp.Time()
		return !ok || s.now().Sub(at) > noticeAge
	})
	slices.SortStableFunc(alerts, func(a, b model.CostAlert) int { return cmp.Compare(severity(b), severity(a)) })
	return alerts, nil
}

// severity returns a number that is higher for a more severe alert.
func severity(a model.CostAlert) int {
	switch {
	case cost.AtLeast(a, cost.Critical):
		return 2
	case cost.AtLeast(a, cost.Warning):
		return 1
	default:
		return 0
	}
}

// zoneName returns the name of the time zone of a time; of a zone without one, its offset.
func zoneName(at time.Time) string {
	if name := at.Location().String(); name != "Local" {
		return name
	}
	return at.Format("UTC-07:00")
}
