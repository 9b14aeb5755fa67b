package summary

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// waitBudget is how long a caller waits for a read of new events: a little longer than the read itself waits for a locked database,
// so that its error says why.
const waitBudget = 5500 * time.Millisecond

// Source reads events in the order in which they were stored.
type Source interface {
	From(ctx context.Context, rowID int64, limit int) ([]model.SummaryRow, error)
	CountEvents(ctx context.Context) (int64, error)
}

// Running is the summary of all events, kept current by Run and Check. It is safe for concurrent use.
//
// No event is read while the lock is held. One goroutine, Run, reads what is new on request, and all callers that ask meanwhile
// wait for what it finds, each no longer than its own context lasts.
type Running struct {
	source     Source
	generation func() uint64
	corrected  func()
	now        func() time.Time
	logger     *slog.Logger

	tried   func()        // closes filling, once
	filling chan struct{} // closed after the first try to fill the summary
	wanted  chan struct{} // has room for one: Run performs the next read

	// mu is held for work in memory only. Run alone changes the totals that state points to.
	mu    sync.RWMutex
	state *state
	// failure is why the summary cannot be used at all, nil once it was filled.
	failure error
	// fillTook is how long the first fill took.
	fillTook time.Duration
	// current is the read that Run performs now, next the one that it performs after that; nil for none.
	current, next *reading
}

// New returns a summary that Run fills. generation moves with every commit to the database; corrected is called after the summary
// was found to be wrong and rebuilt, because responses may have been computed from it.
func New(source Source, generation func() uint64, corrected func(), now func() time.Time, logger *slog.Logger) *Running {
	filling := make(chan struct{})
	return &Running{
		source: source, generation: generation, corrected: corrected, now: now, logger: logger,
		tried: sync.OnceFunc(func() { close(filling) }), filling: filling, wanted: make(chan struct{}, 1),
	}
}

// Run fills the summary, and then reads what is new whenever somebody asks for it, until ctx is done.
func (r *Running) Run(ctx context.Context) error {
	r.fillFirst(ctx)
	for {
		select {
		case <-ctx.Done():
			r.fail(apperr.Unavailable("The server is shutting down.", time.Second, ctx.Err()))
			return nil
		case <-r.wanted:
			r.read(ctx)
		}
	}
}

// With hands the summary to use as it stands after the last commit. use must not keep it, and must not wait for anything: changes
// of the summary wait for it. With waits for the first fill and for the events that are new. While the database cannot be read it
// fails with the error of that; a wait that is too long is CodeUnavailable.
func (r *Running) With(ctx context.Context, use func(View)) error {
	select {
	case <-r.filling:
	case <-ctx.Done():
		return ctx.Err()
	}
	wanted := r.generation()
	used, err := r.use(wanted, use)
	if used || err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, waitBudget)
	defer cancel()
	for !used && err == nil {
		if err = r.join(wanted).wait(ctx); err == nil {
			used, err = r.use(wanted, use)
		}
	}
	return err
}

// use hands the summary to use if it holds all events up to a generation, and reports whether it does.
func (r *Running) use(wanted uint64, use func(View)) (bool, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.failure != nil {
		return false, r.failure
	}
	if r.state.seen < wanted {
		return false, nil
	}
	use(View{settled: r.state.settled, tail: r.state.tail})
	return true, nil
}

// fail ends the use of the summary and all waits for it.
func (r *Running) fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failure = err
	r.next.end(err)
	r.next = nil
	r.tried()
}
