// Package queries owns the named queries whose subscribers get a new result as soon as the
// data under it changes: what they are called, what they ask, and when they last ran.
package queries

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Source answers the questions behind the queries.
type Source interface {
	FeaturesByStatus(ctx context.Context) ([]model.Row, error)
	AgentWorkload(ctx context.Context, since model.Instant) ([]model.Row, error)
	BlockedFeatures(ctx context.Context) ([]model.Row, error)
	CostTrends(ctx context.Context, since model.Instant) ([]model.Row, error)
	ActiveSessions(ctx context.Context) ([]model.Row, error)
}

// Events lists the newest events.
type Events interface {
	List(ctx context.Context, filter model.EventFilter, page model.Page) ([]model.Event, error)
}

// Info describes a query.
type Info struct {
	ID          string
	Name        string
	Description string
	// Followers is how many clients follow it.
	Followers int
	// LastRun is when it ran last, nil for never.
	LastRun *time.Time
}

// Result is what a query gave.
type Result struct {
	QueryID string
	At      time.Time
	Rows    []model.Row
	// Took is how long it ran.
	Took time.Duration
}

// Service runs the named queries. It is safe for concurrent use.
type Service struct {
	queries  []query
	audience Audience
	now      func() time.Time

	mu      sync.Mutex
	lastRun map[string]time.Time
}

// New returns the service over its sources; now is the clock.
func New(source Source, events Events, audience Audience, now func() time.Time) *Service {
	return &Service{queries: definitions(source, events), audience: audience, now: now, lastRun: map[string]time.Time{}}
}

// List describes all queries, in a fixed order.
func (s *Service) List() []Info {
	s.mu.Lock()
	defer s.mu.Unlock()
	infos := make([]Info, len(s.queries))
	for i, q := range s.queries {
		infos[i] = Info{ID: q.id, Name: q.name, Description: q.description, Followers: s.audience.Followers(q.id)}
		if at, ran := s.lastRun[q.id]; ran {
			infos[i].LastRun = &at
		}
	}
	return infos
}

// Knows reports whether there is a query of that id.
func (s *Service) Knows(id string) bool {
	return slices.ContainsFunc(s.queries, func(q query) bool { return q.id == id })
}

// Run runs the query of that id; it fails with CodeNotFound for an unknown one.
func (s *Service) Run(ctx context.Context, id string) (Result, error) {
	for _, q := range s.queries {
		if q.id == id {
			return s.run(ctx, q)
		}
	}
	return Result{}, apperr.NotFound(fmt.Sprintf("There is no query %q; /api/queries lists those there are.", id))
}

func (s *Service) run(ctx context.Context, q query) (Result, error) {
	began := s.now()
	rows, err := q.run(ctx, began)
	if err != nil {
		return Result{}, err
	}
	s.mu.Lock()
	s.lastRun[q.id] = began
	s.mu.Unlock()
	return Result{QueryID: q.id, At: began, Rows: rows, Took: s.now().Sub(began)}, nil
}
