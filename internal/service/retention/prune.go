package retention

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Report is the result of a prune.
type Report struct {
	Kinds []Deleted
	// Freed is the number of bytes that became free in the file. Shrunk is the number of bytes by which the file became smaller.
	Freed, Shrunk int64
}

// Deleted is the number of deleted rows of one kind.
type Deleted struct {
	Kind model.PruneKind
	Rows int64
}

// Options are the options of a prune.
type Options struct {
	// Before is the first day that is kept.
	Before string
	// Vacuum returns free space to the disk.
	Vacuum bool
	// Progress is called with the number of rows deleted so far.
	Progress func(rows int64)
}

// Prune adds old rows to the daily roll-ups and deletes them in steps. Each step is one transaction, so that an interrupted prune
// can be run again. The report contains what was deleted, also where Prune returns an error.
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

// pastDay, appended to a day, gives a text that sorts after every timestamp of that day.
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
		case rows == 0: // the remaining rows only look like that day
			day, err = s.rows.FirstDay(ctx, kind, day+pastDay, before)
		case rows < int64(size):
			day, err = s.rows.FirstDay(ctx, kind, day, before)
		}
	}
	return total, err
}

// pruneSessions deletes old sessions of which nothing else is left.
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
