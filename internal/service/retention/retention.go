// Package retention owns the deletion of old rows: which rows are deleted, how daily roll-ups keep their totals, and in which
// steps, so that a prune does not block other writers.
package retention

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Rows reads and deletes stored rows. Days are texts such as 2026-01-31. A row is old if its day is before the first day that is
// kept. A row whose timestamp does not begin with a date is never old.
type Rows interface {
	// Count returns the number of rows of a kind, and of old ones. A session counts as old if nothing else of it would be left.
	Count(ctx context.Context, kind model.PruneKind, before string) (model.PruneCount, error)
	// FirstDay returns the first day with rows of a kind, from one day on and before another, or "".
	FirstDay(ctx context.Context, kind model.PruneKind, from, before string) (string, error)
	// DeleteDay adds up to limit rows of a day to the roll-ups and deletes them, in one transaction. It returns the number of
	// deleted rows.
	DeleteDay(ctx context.Context, kind model.PruneKind, day string, limit int) (int64, error)
	// IdleSessions returns old sessions of which nothing else is left.
	IdleSessions(ctx context.Context, before string) ([]int64, error)
	// DeleteSessions deletes those sessions of which still nothing else is left, and returns their number.
	DeleteSessions(ctx context.Context, rows []int64, before string) (int64, error)
}

// Space manages the size of the file.
type Space interface {
	// Space returns the size of the file and its free space, in bytes.
	Space(ctx context.Context) (size, free int64, err error)
	// Vacuum returns free space to the disk.
	Vacuum(ctx context.Context) error
}

// Service deletes old rows.
type Service struct {
	rows  Rows
	space Space
	clock Clock
}

// Clock is the time source, which can also wait.
type Clock interface {
	Now() time.Time
	// Sleep returns early with an error when ctx is done.
	Sleep(ctx context.Context, d time.Duration) error
}

// New returns the service.
func New(rows Rows, space Space, clock Clock) *Service {
	return &Service{rows: rows, space: space, clock: clock}
}

// Plan is what a prune would delete.
type Plan struct {
	// Before is the first day that is kept.
	Before string
	// Kinds are in the order of deletion.
	Kinds []model.PruneCount
	// Size is the size of the file in bytes. About is the approximate number of bytes that would become free.
	Size, About int64
}

// Rows returns the number of rows to delete.
func (p Plan) Rows() int64 {
	total := int64(0)
	for _, kind := range p.Kinds {
		total += kind.Old
	}
	return total
}

// Undated returns the number of rows that are kept because they have no date.
func (p Plan) Undated() int64 {
	total := int64(0)
	for _, kind := range p.Kinds {
		total += kind.Undated
	}
	return total
}

// Plan counts what a prune would delete. It changes nothing.
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
