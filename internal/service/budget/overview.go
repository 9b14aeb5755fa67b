package budget

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
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

// noticed is how old an alert may be to be shown everywhere.
const noticed = time.Hour

// Notice returns the newest alert if it is new enough to be shown everywhere, nil otherwise.
func (s *Service) Notice(ctx context.Context) (*model.CostAlert, error) {
	alerts, err := s.source.Newest(ctx, 1)
	if err != nil || len(alerts) == 0 {
		return nil, err
	}
	if at, ok := alerts[0].Timestamp.Time(); !ok || s.now().Sub(at) > noticed {
		return nil, nil
	}
	return &alerts[0], nil
}
