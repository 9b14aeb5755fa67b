// Package queries owns the named queries whose subscribers get a new result as soon as the data under it changes: their names, what
// they read, and when they last ran.
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

// Source reads the rows of the queries.
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

// Result is what a query returned.
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

	// mu is held for work in memory only.
	mu      sync.Mutex
	lastRun map[string]time.Time
}

// New returns the service over its sources; now is the clock.
func New(source Source, events Events, audience Audience, now func() time.Time) *Service {
	return &Service{queries: definitions(source, events), audience: audience, now: now, lastRun: map[string]time.Time{}}
}

// List describes all queries, in a fixed order.
func (s *Service) List() []Info {
	infos := make([]Info, len(s.queries))
	for i, q := range s.queries {
		infos[i] = Info{ID: q.id, Name: q.name, Description: q.description, Followers: s.audience.Followers(q.id), LastRun: s.ranAt(q.id)}
	}
	return infos
}

// ranAt returns when a query ran last, nil for never.
func (s *Service) ranAt(id string) *time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ran := s.lastRun[id]; ran {
		return &at
	}
	return nil
}

func (s *Service) setRanAt(id string, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastRun[id] = at
}

// Knows reports whether there is a query with an id.
func (s *Service) Knows(id string) bool {
	return slices.ContainsFunc(s.queries, func(q query) bool { return q.id == id })
}

// Run runs the query with an id. It fails with CodeNotFound for an unknown one.
func (s *Service) Run(ctx context.Context, id string) (Result, error) {
	for _, q := range s.queries {
		if q.id == id {
			return s.run(ctx, q)
		}
	}
	return Result{}, apperr.NotFound(fmt.Sprintf("There is no query %q. See /api/queries for all queries.", id))
}

func (s *Service) run(ctx context.Context, q query) (Result, error) {
	began := s.now()
	rows, err := q.run(ctx, began)
	if err != nil {
		return Result{}, err
	}
	s.setRanAt(q.id, began)
	return Result{QueryID: q.id, At: began, Rows: rows, Took: s.now().Sub(began)}, nil
}
