// Package retention owns what becomes of old rows: which go, how what they say is kept as daily roll-ups, and in what steps,
// so that nobody who writes meanwhile is held up.
package retention

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Rows is what the service needs of stored rows. Days are texts like 2026-01-31; a row is old if its day is before another.
// A row whose time begins with no day is never old.
type Rows interface {
	// Count returns how many rows of a kind there are and are old; sessions are if nothing else would be left of them.
	Count(ctx context.Context, kind model.PruneKind, before string) (model.PruneCount, error)
	// FirstDay returns the first day from one on and before another that has rows of a kind, "" for none.
	FirstDay(ctx context.Context, kind model.PruneKind, from, before string) (string, error)
	// DeleteDay adds up to limit rows of a day to the roll-ups, deletes them, all or nothing, and returns how many there were.
	DeleteDay(ctx context.Context, kind model.PruneKind, day string, limit int) (int64, error)
	// IdleSessions returns the sessions that are old and of which nothing else is left.
	IdleSessions(ctx context.Context, before string) ([]int64, error)
	// DeleteSessions deletes those of the sessions of which there still is nothing left, and returns how many there were.
	DeleteSessions(ctx context.Context, rows []int64, before string) (int64, error)
}

// Space is what the service needs of the file.
type Space interface {
	// Space returns the bytes of the file, and those of them that are free.
	Space(ctx context.Context) (size, free int64, err error)
	// Vacuum gives what is free back to the disk.
	Vacuum(ctx context.Context) error
}

// Service deletes old rows.
type Service struct {
	rows  Rows
	space Space
	clock Clock
}

// Clock tells the time and waits.
type Clock interface {
	Now() time.Time
	// Sleep returns early with an error once ctx is done.
	Sleep(ctx context.Context, d time.Duration) error
}

// New returns the service over its sources.
func New(rows Rows, space Space, clock Clock) *Service {
	return &Service{rows: rows, space: space, clock: clock}
}

// Plan is what a prune would delete.
type Plan struct {
	// Before is the day from which on everything stays.
	Before string
	// Kinds are in the order in which they are deleted.
	Kinds []model.PruneCount
	// Size is that of the file in bytes, About roughly how many of them would become free.
	Size, About int64
}

// Rows is how many rows go.
func (p Plan) Rows() int64 {
	total := int64(0)
	for _, kind := range p.Kinds {
		total += kind.Old
	}
	return total
}

// Undated is how many rows stay because they have no day.
func (p Plan) Undated() int64 {
	total := int64(0)
	for _, kind := range p.Kinds {
		total += kind.Undated
	}
	return total
}

// Plan counts what a prune would delete, and changes nothing.
func (s *Service) Plan(ctx context.Context, before string) (Plan, error) {
	plan := Plan{Before: before}
	all := int64(0)
	for _, kind := range model.PruneKinds {
		count, err := s.rows.Count(ctx, kind, before)
		if err != nil {
			return plan, err
		}
		plan.Kinds = append(plan.Kinds, count)
		all += count.All
	}
	size, free, err := s.space.Space(ctx)
	plan.Size = size
	if all > 0 {
		plan.About = int64(float64(size-free) * float64(plan.Rows()) / float64(all))
	}
	return plan, err
}
