// Package cost owns what a session costs while it runs: the alerts that are stored, how the costs divide, where they
// go, and who is told when any of this changes.
package cost

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// alertsShown is how many alerts of a session are looked at, the newest.
const alertsShown = 1000

// Source is what the service needs of stored costs.
type Source interface {
	// Alerts returns the newest alerts of a session, oldest first.
	Alerts(ctx context.Context, sessionID string, limit int) ([]model.CostAlert, error)
	// Shares returns what a session cost, divided by all names.
	Shares(ctx context.Context, sessionID string) ([]model.CostShare, error)
	// Since returns what a session cost between two instants, oldest first.
	Since(ctx context.Context, sessionID string, since, until model.Instant) ([]model.Cost, error)
}

// State is what a session costs at a moment.
type State struct {
	SessionID  string
	At         time.Time
	Alerts     []model.CostAlert
	Breakdown  Breakdown
	Prediction Prediction
	// turns is when the prediction becomes another by time alone, zero for never.
	turns time.Time
}

// Service answers what sessions cost. It is safe for concurrent use.
type Service struct {
	source Source
	now    func() time.Time
}

// New returns the service over its source; now is the clock.
func New(source Source, now func() time.Time) *Service { return &Service{source: source, now: now} }

// State returns what a session costs now. A session that nobody knows costs nothing yet.
func (s *Service) State(ctx context.Context, sessionID string) (State, error) {
	now := s.now().UTC()
	state := State{SessionID: sessionID, At: now}
	var err error
	if state.Alerts, err = s.source.Alerts(ctx, sessionID, alertsShown); err != nil {
		return State{}, err
	}
	shares, err := s.source.Shares(ctx, sessionID)
	if err != nil {
		return State{}, err
	}
	state.Breakdown = divide(shares)
	costs, err := s.source.Since(ctx, sessionID, model.InstantOf(now.Add(-LookBack)), model.InstantOf(now))
	if err != nil {
		return State{}, err
	}
	state.Prediction, state.turns = predict(costs, state.Breakdown.Total, now)
	return state, nil
}
