// Package cost owns the costs of a running session: its stored alerts, how its costs divide, their prediction, and the publication
// of changes.
package cost

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// alertsShown is the number of newest alerts of a session.
const alertsShown = 1000

// Source reads stored costs.
type Source interface {
	// Alerts returns the newest alerts of a session, oldest first.
	Alerts(ctx context.Context, sessionID string, limit int) ([]model.CostAlert, error)
	// Shares returns the costs of a session, divided by all names.
	Shares(ctx context.Context, sessionID string) ([]model.CostShare, error)
	// Since returns the costs of a session between two instants, oldest first.
	Since(ctx context.Context, sessionID string, since, until model.Instant) ([]model.Cost, error)
}

// State is the costs of a session at one moment.
type State struct {
	SessionID  string
	At         time.Time
	Alerts     []model.CostAlert
	Breakdown  Breakdown
	Prediction Prediction
	// changesAt is the time at which the prediction changes by time alone, zero for never.
	changesAt time.Time
}

// Service returns the costs of sessions. It is safe for concurrent use.
type Service struct {
	source Source
	now    func() time.Time
}

// New returns the service. now is the clock.
func New(source Source, now func() time.Time) *Service { return &Service{source: source, now: now} }

// State returns the current costs of a session. An unknown session has no costs yet.
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
	costs, err := s.source.Since(ctx, sessionID, model.NewInstant(now.Add(-LookBack)), model.NewInstant(now))
	if err != nil {
		return State{}, err
	}
	state.Prediction, state.changesAt = predict(costs, state.Breakdown.Total, now)
	return state, nil
}
