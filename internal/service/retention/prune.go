package retention

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Report is what a prune deleted.
type Report struct {
	Kinds []Deleted
	// Freed is how many bytes of the file became free, Shrunk by how many it became smaller.
	Freed, Shrunk int64
}

// Deleted is how many rows of a kind were deleted.
type Deleted struct {
	Kind model.PruneKind
	Rows int64
}

// Options says how a prune goes.
type Options struct {
	// Before is the day from which on everything stays.
	Before string
	// Vacuum gives what became free back to the disk.
	Vacuum bool
	// Progress is told how many rows are gone.
	Progress func(rows int64)
}

// Prune adds old rows to the daily roll-ups and deletes them, step by step. Each step is done wholly or not at all, so that a
// prune that ends anywhere can be run again. What it deleted until then is in the report also when it fails.
func (s *Service) Prune(ctx context.Context, o Options) (Report, error) {
	var report Report
	size, free, err := s.space.Space(ctx)
	if err != nil {
		return report, err
	}
	done := int64(0)
	for _, kind := range model.PruneKinds {
		rows, err := s.pruneKind(ctx, kind, o.Before, func(rows int64) { o.Progress(done + rows) })
		report.Kinds = append(report.Kinds, Deleted{Kind: kind, Rows: rows})
		if err != nil {
			return report, err
		}
		done += rows
	}
	if o.Vacuum {
		if err := s.space.Vacuum(ctx); err != nil {
			return report, err
		}
	}
	sizeAfter, freeAfter, err := s.space.Space(ctx)
	report.Shrunk, report.Freed = max(0, size-sizeAfter), max(0, freeAfter-free)
	return report, err
}

// pastDay makes of a day a text that comes after all that begin with it.
const pastDay = "\U0010ffff"

func (s *Service) pruneKind(ctx context.Context, kind model.PruneKind, before string, progress func(int64)) (int64, error) {
	if kind == model.PruneSessions {
		return s.pruneSessions(ctx, before, progress)
	}
	total := int64(0)
	steps := newSteps(s.clock)
	day, err := s.rows.FirstDay(ctx, kind, "", before)
	for err == nil && day != "" {
		size, rows := steps.size, int64(0)
		err = steps.run(ctx, func() error {
			deleted, err := s.rows.DeleteDay(ctx, kind, day, size)
			rows = deleted
			return err
		})
		total += rows
		progress(total)
		switch {
		case err != nil:
		case rows == 0: // what is left of that day only looks like it
			day, err = s.rows.FirstDay(ctx, kind, day+pastDay, before)
		case rows < int64(size):
			day, err = s.rows.FirstDay(ctx, kind, day, before)
		}
	}
	return total, err
}

// pruneSessions deletes the sessions of which nothing is left.
func (s *Service) pruneSessions(ctx context.Context, before string, progress func(int64)) (int64, error) {
	silent, err := s.rows.IdleSessions(ctx, before)
	total := int64(0)
	steps := newSteps(s.clock)
	for err == nil && len(silent) > 0 {
		size := min(steps.size, len(silent))
		err = steps.run(ctx, func() error {
			deleted, err := s.rows.DeleteSessions(ctx, silent[:size], before)
			total += deleted
			return err
		})
		silent = silent[size:]
		progress(total)
	}
	return total, err
}
