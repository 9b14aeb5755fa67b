// Package analytics owns the numbers: counts, tokens, durations, failures and rankings, of
// all events from the running summary, of a session or an agent from just those events.
package analytics

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// Events is what the service needs of stored events.
type Events interface {
	// Matching returns the events of a session, of an agent, or of both.
	Matching(ctx context.Context, sessionID, agentID string) ([]model.SummaryRow, error)
	CountSessions(ctx context.Context) (int64, error)
}

// Recent is what the service needs of the newest rows.
type Recent interface {
	// TimesSince returns the timestamps of the events from an instant on.
	TimesSince(ctx context.Context, since model.Instant) ([]model.Instant, error)
	// ActiveSessions returns how many sessions have the status active.
	ActiveSessions(ctx context.Context) (int64, error)
	// CostUSD returns the sum of all recorded costs, also of those that were pruned, nil if none is recorded.
	CostUSD(ctx context.Context) (*float64, error)
}

// Spending is what the service needs of stored costs.
type Spending interface {
	// Divided returns what requests took in a time, by group and model, also of those that were pruned.
	Divided(ctx context.Context, by model.CostGrouping, since, until model.Instant) ([]model.Spent, error)
}

// Rollups is what the service needs of what was pruned.
type Rollups interface {
	// EventsByDay returns how many events were pruned of each day.
	EventsByDay(ctx context.Context) (map[string]int64, error)
}

// Running is the summary of all events.
type Running interface {
	With(ctx context.Context, use func(summary.View)) error
}

// Service computes the numbers. It is safe for concurrent use.
type Service struct {
	events   Events
	recent   Recent
	spending Spending
	rollups  Rollups
	running  Running
	now      func() time.Time
}

// New returns the service over its sources; now is the clock.
func New(events Events, recent Recent, spending Spending, rollups Rollups, running Running, now func() time.Time) *Service {
	return &Service{events: events, recent: recent, spending: spending, rollups: rollups, running: running, now: now}
}

// view hands use the summary of the events of a session, an agent or both; with neither, of all events.
func (s *Service) view(ctx context.Context, sessionID, agentID string, use func(summary.View)) error {
	if sessionID == "" && agentID == "" {
		return s.running.With(ctx, use)
	}
	rows, err := s.events.Matching(ctx, sessionID, agentID)
	if err != nil {
		return err
	}
	use(summary.ViewOf(rows))
	return nil
}
