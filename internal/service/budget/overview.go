package budget

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/cost"
)

// How much an overview shows: budgets of the sessions that cost something lately, and the newest alerts.
const (
	activeShown = 50
	alertsShown = 50
)

// lately is how old a cost may be to be looked at. What is older is history, which is not warned of.
const lately = 24 * time.Hour

// Overview is how far budgets are spent.
type Overview struct {
	At time.Time
	// States are of what cost something lately, and of the projects that budgets name; the most spent first.
	States []State
	// Alerts are the newest, newest first.
	Alerts []model.CostAlert
}

// Overview returns how far budgets are spent now.
func (s *Service) Overview(ctx context.Context) (Overview, error) {
	overview := Overview{At: s.now().UTC()}
	var err error
	if overview.Alerts, err = s.source.Newest(ctx, alertsShown); err != nil || !s.budgets.Any() {
		return overview, err
	}
	active, err := s.source.Active(ctx, model.InstantOf(s.now().Add(-lately)), activeShown)
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

// Which alerts are shown everywhere: those that are no older than noticed, at most mostNoticed.
const (
	noticed     = time.Hour
	mostNoticed = 10
)

// Notices returns the newest alerts that are new enough to be shown everywhere, the most severe first.
func (s *Service) Notices(ctx context.Context) ([]model.CostAlert, error) {
	alerts, err := s.source.Newest(ctx, mostNoticed)
	if err != nil {
		return nil, err
	}
	alerts = slices.DeleteFunc(alerts, func(a model.CostAlert) bool {
		at, ok := a.Timestamp.Time()
		return !ok || s.now().Sub(at) > noticed
	})
	slices.SortStableFunc(alerts, func(a, b model.CostAlert) int { return cmp.Compare(severity(b), severity(a)) })
	return alerts, nil
}

// severity is a number that is higher for a more severe alert.
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
