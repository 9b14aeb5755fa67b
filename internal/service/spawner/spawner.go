// Package spawner owns the views of work that runs outside the agent that requested it: the events and statistics of spawners, the
// work of subagents, and the messages of background tasks.
package spawner

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// Spawned reads the events of spawners.
type Spawned interface {
	List(ctx context.Context, filter model.SpawnedFilter, page model.Page) ([]model.EventDetail, error)
	Count(ctx context.Context, filter model.SpawnedFilter) (int64, error)
	OfSubagents(ctx context.Context, sessionID string) ([]model.Event, error)
	ByClaudeTask(ctx context.Context, taskIDs []string) (map[string]string, error)
}

// Events lists events.
type Events interface {
	Count(ctx context.Context, filter model.EventFilter) (int64, error)
	List(ctx context.Context, filter model.EventFilter, page model.Page) ([]model.Event, error)
}

// Sessions reads the events of a session for a summary.
type Sessions interface {
	Matching(ctx context.Context, sessionID, agentID string) ([]model.SummaryRow, error)
}

// Running is the summary of all events.
type Running interface {
	With(ctx context.Context, use func(summary.View)) error
	Count(ctx context.Context, filter model.EventFilter) (int64, bool, error)
}

// Service provides the views of spawners. It is safe for concurrent use.
type Service struct {
	spawned  Spawned
	events   Events
	sessions Sessions
	running  Running
	now      func() time.Time
}

// New returns the service. now is the clock for the timestamps of results.
func New(spawned Spawned, events Events, sessions Sessions, running Running, now func() time.Time) *Service {
	return &Service{spawned: spawned, events: events, sessions: sessions, running: running, now: now}
}

// Delegations returns the number of delegations of a session, or of all without one, also of those without a spawner.
func (s *Service) Delegations(ctx context.Context, sessionID string) (int64, error) {
	if sessionID != "" {
		return s.events.Count(ctx, model.EventFilter{ToolName: model.ToolTask, SessionID: sessionID})
	}
	var total int64
	err := s.running.With(ctx, func(v summary.View) { total = v.Delegations() })
	return total, err
}

// Statistics compares the types of spawners, most delegations first. A sessionID that is not empty restricts them.
func (s *Service) Statistics(ctx context.Context, sessionID string) ([]summary.Spawner, error) {
	if sessionID == "" {
		var spawners []summary.Spawner
		err := s.running.With(ctx, func(v summary.View) { spawners = v.Spawners() })
		return spawners, err
	}
	rows, err := s.sessions.Matching(ctx, sessionID, "")
	if err != nil {
		return nil, err
	}
	return summary.NewView(rows).Spawners(), nil
}
