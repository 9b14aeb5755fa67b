// Package analytics owns figures and rankings: counts, tokens, durations, failures and costs. For all events they come from the
// running summary; for one session or agent they are computed from its events.
package analytics

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// Events reads stored events.
type Events interface {
	// Matching returns the events of a session, of an agent, or of both.
	Matching(ctx context.Context, sessionID, agentID string) ([]model.SummaryRow, error)
	CountSessions(ctx context.Context) (int64, error)
}

// Recent reads the newest rows.
type Recent interface {
	// TimesSince returns the timestamps of the events since an instant.
	TimesSince(ctx context.Context, since model.Instant) ([]model.Instant, error)
	// ActiveSessions returns the number of sessions with the status active.
	ActiveSessions(ctx context.Context) (int64, error)
}

// Spending returns what all requests add up to.
type Spending interface {
	// Divided returns the usage of requests in a time range by group and model, including pruned requests.
	Divided(ctx context.Context, by model.CostGrouping, since, until model.Instant) ([]model.Spent, error)
	// CostUSD returns the sum of all recorded costs, including pruned ones, or nil where none is recorded.
	CostUSD(ctx context.Context) (*float64, error)
}

// Rollups reads the totals of pruned events.
type Rollups interface {
	// EventsByDay returns the number of pruned events by day.
	EventsByDay(ctx context.Context) (map[string]int64, error)
}

// Running is the summary of all events.
type Running interface {
	With(ctx context.Context, use func(summary.View)) error
}

// Service computes figures and rankings. It is safe for concurrent use.
type Service struct {
	events   Events
	recent   Recent
	spending Spending
	rollups  Rollups
	running  Running
	now      func() time.Time
}

// New returns the service. now is the clock.
func New(events Events, recent Recent, spending Spending, rollups Rollups, running Running, now func() time.Time) *Service {
	return &Service{events: events, recent: recent, spending: spending, rollups: rollups, running: running, now: now}
}

// view passes the summary of the events of a session, an agent or both to use. Without both, it is the summary of all events.
func (s *Service) view(ctx context.Context, sessionID, agentID string, use func(summary.View)) error {
	if sessionID == "" && agentID == "" {
		return s.running.With(ctx, use)
	}
	rows, err := s.events.Matching(ctx, sessionID, agentID)
	if err != nil {
		return err
	}
	use(summary.NewView(rows))
	return nil
}
