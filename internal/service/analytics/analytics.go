// Package analytics owns figures and rankings: counts, tokens, durations, failures and costs. For all events they come from the
// running summary; for one session or agent they are computed from its events.
package analytics

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/spending"
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
	// Within returns the usage of requests in a time range, including pruned requests.
	Within(ctx context.Context, bounds model.Bounds) (*spending.Usage, error)
}

// Requests reads the requests of one session or agent.
type Requests interface {
	// OfSession returns the parts of the costs of a session, or the tokens that its events state.
	OfSession(ctx context.Context, sessionID string) ([]model.CostPart, error)
	// OfAgent returns the parts of the costs of an agent, including pruned ones.
	OfAgent(ctx context.Context, agentID string) ([]model.CostPart, error)
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
	requests Requests
	rollups  Rollups
	running  Running
	now      func() time.Time
}

// New returns the service. now is the clock.
func New(events Events, recent Recent, spending Spending, requests Requests, rollups Rollups, running Running, now func() time.Time) *Service {
	return &Service{events: events, recent: recent, spending: spending, requests: requests, rollups: rollups, running: running, now: now}
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
