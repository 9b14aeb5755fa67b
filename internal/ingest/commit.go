package ingest

import (
	"context"
	"errors"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
)

// Run writes what is submitted until ctx is done. It then refuses new submissions, and returns once all that waits is written.
func (w *Writer) Run(ctx context.Context) error {
	w.setClosed(false)
	for {
		select {
		case <-ctx.Done():
			w.setClosed(true)
			w.writeAll(context.WithoutCancel(ctx))
			return nil
		case <-w.wake:
			w.writeAll(context.WithoutCancel(ctx))
		}
	}
}

func (w *Writer) setClosed(closed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = closed
}

// writeAll writes all that waits, one transaction after another.
func (w *Writer) writeAll(ctx context.Context) {
	for batch := w.next(); len(batch) > 0; batch = w.next() {
		w.write(ctx, batch)
	}
}

// failWaiting answers all that waits with the error of a transaction that could not reach the database: each of them would wait as
// long again.
func (w *Writer) failWaiting(err error) {
	for batch := w.next(); len(batch) > 0; batch = w.next() {
		for _, s := range batch {
			s.err = err
		}
		w.answer(batch)
	}
}

// errUnfinished is the error of submissions whose transaction panicked.
var errUnfinished = errors.New("the transaction broke off")

// write stores a batch and answers each of its submissions, also where storing panics.
func (w *Writer) write(ctx context.Context, batch []*submission) {
	for _, s := range batch {
		s.err = errUnfinished
	}
	defer w.answer(batch)
	w.commit(ctx, batch)
	if err := batch[0].err; apperr.CodeOf(err) == apperr.CodeUnavailable {
		w.failWaiting(err)
	}
}

// answer lets the callers of a batch go on.
func (w *Writer) answer(batch []*submission) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range batch {
		w.queued -= len(s.observations)
		close(s.done)
	}
}

// next returns the submissions of the next transaction: the first that waits, and as many more as fit.
func (w *Writer) next() []*submission {
	w.mu.Lock()
	defer w.mu.Unlock()
	n, size := 0, 0
	for n < len(w.waiting) && (n == 0 || size+len(w.waiting[n].observations) <= BatchSize) {
		size += len(w.waiting[n].observations)
		n++
	}
	batch := w.waiting[:n:n]
	w.waiting = w.waiting[n:]
	return batch
}

// commit stores a batch in one transaction. Where the batch itself is the reason that this fails, its submissions are stored one by one, and
// a submission that fails is stored observation by observation: only what cannot be stored is lost.
func (w *Writer) commit(ctx context.Context, batch []*submission) {
	all := batch[0].observations
	if len(batch) > 1 {
		all = nil
		for _, s := range batch {
			all = append(all, s.observations...)
		}
	}
	results, err := w.transaction(ctx, all)
	switch {
	case err == nil:
		for _, s := range batch {
			s.results, results = results[:len(s.observations):len(s.observations)], results[len(s.observations):]
			s.err = nil
		}
	case isUnavailable(err):
		for _, s := range batch {
			s.err = err
		}
	case len(batch) > 1:
		for _, s := range batch {
			w.commit(ctx, []*submission{s})
		}
	default:
		batch[0].err = w.commitEach(ctx, batch[0], err)
	}
}

// commitEach stores each observation of a submission in a transaction of its own. Where the database becomes unavailable the whole submission
// fails; it may be submitted again, because what is stored already does not change.
func (w *Writer) commitEach(ctx context.Context, s *submission, cause error) error {
	s.results = make([]Result, len(s.observations))
	for i := range s.observations {
		result, err := w.transaction(ctx, s.observations[i:i+1])
		switch {
		case err == nil:
			s.results[i] = result[0]
		case isUnavailable(err):
			return err
		default:
			w.options.Logger.Error("an observation cannot be stored", "error", err, "cause", cause)
			s.results[i] = failed()
		}
	}
	return nil
}

func (w *Writer) transaction(ctx context.Context, observations []Observation) ([]Result, error) {
	results, err := w.store.Store(ctx, observations)
	w.countCommit()
	return results, err
}

func (w *Writer) countCommit() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.counters.Commits++
}

// isUnavailable reports whether the database is the reason of a failure, and not what was to be stored.
func isUnavailable(err error) bool {
	code := apperr.CodeOf(err)
	return code == apperr.CodeUnavailable || code == apperr.CodeReadOnly
}
