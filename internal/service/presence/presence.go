// Package presence owns what agents are doing now: the rows of agent_presence, made current by the events that any process stored
// since. While a follower runs, presence is kept in memory, published live, and written back. A read never writes.
package presence

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// lookBack is the age of the oldest event that is read. An agent whose last event is older is idle in any case, and its stored row
// is kept.
const lookBack = time.Hour

// Source is what the service needs of stored rows.
type Source interface {
	Stored(ctx context.Context) ([]model.Presence, error)
	// EventsSince returns the events from an instant on, oldest first.
	EventsSince(ctx context.Context, since model.Instant) ([]model.LiveEvent, error)
	// EventsAfter returns the events that were stored after a row, in that order.
	EventsAfter(ctx context.Context, row int64) ([]model.LiveEvent, error)
	LastRow(ctx context.Context) (int64, error)
	// Ended returns, for those of the sessions that have ended, when they did; "" where only the status says so.
	Ended(ctx context.Context, sessionIDs []string) (map[string]model.Instant, error)
}

// Service answers what agents are doing. It is safe for concurrent use.
type Service struct {
	source Source
	now    func() time.Time

	// mu is held for work in memory only.
	mu sync.Mutex
	// roster is nil unless there is a follower, which alone changes it.
	roster  *roster
	pending pending
}

// New returns the service over its source; now is the clock.
func New(source Source, now func() time.Time) *Service {
	return &Service{source: source, now: now, pending: pending{added: make(chan struct{}, 1)}}
}

// List returns all known agents, by name, and the time at which that was so.
func (s *Service) List(ctx context.Context) ([]model.Presence, time.Time, error) {
	now := s.now().UTC()
	r, err := s.current(ctx)
	if err != nil {
		return nil, now, err
	}
	r.updateStates(now)
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

// current returns a roster of what is stored now. What is in memory may be a moment old, and answers are cached: so the newest rows
// are always read.
func (s *Service) current(ctx context.Context) (*roster, error) {
	r := s.snapshot()
	if r == nil {
		return s.load(ctx)
	}
	others, err := s.readOthers(ctx, r)
	if err != nil {
		return nil, err
	}
	events, err := s.source.EventsAfter(ctx, r.row-window)
	if err != nil {
		return nil, err
	}
	r.correct(others)
	for _, event := range events {
		r.add(event)
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

// load returns a roster of what is stored.
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
	return s.source.EventsSince(ctx, model.NewInstant(s.now().Add(-lookBack)))
}

// readOthers returns what other processes did to agent_presence since the roster was last compared with it.
func (s *Service) readOthers(ctx context.Context, r *roster) (others, error) {
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
