package summary

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// How much of the events is read anew on a change. When the tail outgrows maxTail, all of it
// but keepTail rows is settled.
const (
	keepTail = 1000
	maxTail  = 3000
	chunk    = 20000
)

// Source reads events in the order in which they were stored.
type Source interface {
	From(ctx context.Context, rowID int64, limit int) ([]model.SummaryRow, error)
	CountEvents(ctx context.Context) (int64, error)
}

// Running is the summary of all events, kept current. It is safe for concurrent use.
type Running struct {
	source     Source
	generation func() uint64
	corrected  func()
	now        func() time.Time
	logger     *slog.Logger

	tried   chan struct{} // closed after the first try to fill it
	stop    context.CancelFunc
	stopped chan struct{}

	mu    sync.Mutex
	state state
	// unfilled is why the last try to fill it failed, nil once one succeeded.
	unfilled error
}

// state is what the lock guards.
type state struct {
	settled *Totals
	// anchor is the last settled row; its RowID is 0 where none is settled.
	anchor model.SummaryRow
	tail   *Totals
	// seen is the generation at which the tail was read, 0 for never.
	seen uint64
}

// Start begins to fill the summary in the background and keeps it true until Close. generation
// moves with every commit to the database; corrected is called after the summary was found to be wrong and filled anew,
// because answers may have been made from it.
func Start(ctx context.Context, source Source, generation func() uint64, corrected func(), now func() time.Time, logger *slog.Logger) *Running {
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	r := &Running{
		source: source, generation: generation, corrected: corrected, now: now, logger: logger,
		tried: make(chan struct{}), stop: stop, stopped: make(chan struct{}),
	}
	go r.maintain(ctx)
	return r
}

// Close ends the background work and waits for it.
func (r *Running) Close() {
	r.stop()
	<-r.stopped
}

// With hands the summary as it stands now to use, which must not keep it. It waits for the
// first fill and reads the tail anew if the database changed since the last call. While the
// database cannot be read it fails with the error of that.
func (r *Running) With(ctx context.Context, use func(View)) error {
	select {
	case <-r.tried:
	case <-ctx.Done():
		return ctx.Err()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.unfilled != nil {
		return r.unfilled
	}
	if err := r.refresh(ctx); err != nil {
		return err
	}
	use(View{settled: r.state.settled, tail: r.state.tail})
	return nil
}

// refresh reads the tail anew if the database changed. The lock is held.
func (r *Running) refresh(ctx context.Context) error {
	generation := r.generation()
	if generation == r.state.seen {
		return nil
	}
	rows, err := r.source.From(ctx, r.state.anchor.RowID, chunk)
	if err != nil {
		return err
	}
	if !r.state.holdsAnchor(rows) {
		return r.replace(ctx, generation)
	}
	full := len(rows) == chunk
	r.state.setTail(rows)
	if full {
		return r.refresh(ctx) // what was read is settled but for the newest; go on from there
	}
	r.state.seen = generation
	return nil
}

// replace fills the summary anew because its anchor is gone: somebody deleted or renumbered rows.
func (r *Running) replace(ctx context.Context, generation uint64) error {
	r.logger.Info("the events were rewritten; the running summary is filled anew")
	fresh, err := r.fill(ctx)
	if err != nil {
		return err
	}
	r.state = fresh
	r.state.seen = generation
	return nil
}

// holdsAnchor reports whether rows, read from the anchor on, begin with it.
func (s *state) holdsAnchor(rows []model.SummaryRow) bool {
	return s.anchor.RowID == 0 || (len(rows) > 0 && rows[0].RowID == s.anchor.RowID && rows[0].EventID == s.anchor.EventID)
}

// setTail takes rows, which begin with the anchor if there is one, as the new tail, and
// settles its older part when it is long.
func (s *state) setTail(rows []model.SummaryRow) {
	if s.anchor.RowID != 0 {
		rows = rows[1:]
	}
	if len(rows) > maxTail {
		old := rows[:len(rows)-keepTail]
		s.settled.addAll(old)
		s.anchor = old[len(old)-1]
		rows = rows[len(old):]
	}
	s.tail = newTotals()
	s.tail.addAll(rows)
}

// fill reads all events in chunks.
func (r *Running) fill(ctx context.Context) (state, error) {
	seen := r.generation() // before the rows are read: a commit in between is looked for again
	fresh := state{settled: newTotals(), tail: newTotals(), seen: seen}
	for {
		rows, err := r.source.From(ctx, fresh.anchor.RowID, chunk)
		if err != nil {
			return fresh, err
		}
		if !fresh.holdsAnchor(rows) {
			fresh = state{settled: newTotals(), tail: newTotals(), seen: seen} // rewritten while being read: begin again
			continue
		}
		fresh.setTail(rows)
		if len(rows) < chunk {
			return fresh, nil
		}
	}
}
