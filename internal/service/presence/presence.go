// Package presence owns what agents are doing now: what agent_presence holds, made current by the events that were
// stored since, whoever stored them. While the service follows the database it keeps that in memory, tells it live, and
// writes it back. A read never writes.
package presence

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// lookBack is how far back events are looked at: an agent whose last event is older is idle
// in any case, and its stored row stands.
const lookBack = time.Hour

// Source is what the service needs of stored rows.
type Source interface {
	Stored(ctx context.Context) ([]model.Presence, error)
	// EventsSince returns the events from an instant on, oldest first.
	EventsSince(ctx context.Context, since model.Instant) ([]model.LiveEvent, error)
	// EventsAfter returns the events that were stored after a row, in that order.
	EventsAfter(ctx context.Context, row int64) ([]model.LiveEvent, error)
	LastRow(ctx context.Context) (int64, error)
	// Ended returns when those of the sessions that ended did.
	Ended(ctx context.Context, sessionIDs []string) (map[string]model.Instant, error)
}

// Service answers what agents are doing. It is safe for concurrent use.
type Service struct {
	source Source
	now    func() time.Time

	mu sync.Mutex
	// roster is nil unless the service follows the database. Only the follower changes it.
	roster *roster
	notes  notes
	// noted receives after a note.
	noted chan struct{}
}

// New returns the service over its source; now is the clock.
func New(source Source, now func() time.Time) *Service {
	return &Service{source: source, now: now, noted: make(chan struct{}, 1)}
}

// List returns all known agents, by name, and the time at which that was so.
func (s *Service) List(ctx context.Context) ([]model.Presence, time.Time, error) {
	now := s.now().UTC()
	r, err := s.current(ctx)
	if err != nil {
		return nil, now, err
	}
	r.judge(now)
	return r.list(), now, nil
}

// Get returns one agent; it fails with CodeNotFound for one that is not known.
func (s *Service) Get(ctx context.Context, agentID string) (model.Presence, error) {
	agents, _, err := s.List(ctx)
	if err != nil {
		return model.Presence{}, err
	}
	i := slices.IndexFunc(agents, func(p model.Presence) bool { return p.AgentID == agentID })
	if i < 0 {
		return model.Presence{}, apperr.NotFound("Agent not found")
	}
	return agents[i], nil
}

// current returns a roster that holds what is stored now. What is in memory may be a moment old, and answers are
// cached: so the newest rows are always read.
func (s *Service) current(ctx context.Context) (*roster, error) {
	r := s.snapshot()
	if r == nil {
		return s.load(ctx)
	}
	others, err := s.look(ctx, r)
	if err != nil {
		return nil, err
	}
	events, err := s.source.EventsAfter(ctx, r.row-window)
	if err != nil {
		return nil, err
	}
	r.correct(others)
	for _, event := range events {
		r.take(event)
	}
	r.ended, err = s.source.Ended(ctx, r.sessions())
	return r, err
}

func (s *Service) snapshot() *roster {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.roster == nil {
		return nil
	}
	return s.roster.clone()
}

// load makes a roster of what is stored.
func (s *Service) load(ctx context.Context) (*roster, error) {
	row, err := s.source.LastRow(ctx)
	if err != nil {
		return nil, err
	}
	stored, err := s.source.Stored(ctx)
	if err != nil {
		return nil, err
	}
	events, err := s.recent(ctx)
	if err != nil {
		return nil, err
	}
	r := newRoster(stored, events, row)
	r.ended, err = s.source.Ended(ctx, r.sessions())
	return r, err
}

func (s *Service) recent(ctx context.Context) ([]model.LiveEvent, error) {
	return s.source.EventsSince(ctx, model.InstantOf(s.now().Add(-lookBack)))
}

// look finds what others did to agent_presence since the roster last heard of it.
func (s *Service) look(ctx context.Context, r *roster) (others, error) {
	stored, err := s.source.Stored(ctx)
	if err != nil {
		return others{}, err
	}
	o := r.compare(stored)
	if o.behind {
		o.events, err = s.recent(ctx)
	}
	return o, err
}
