package ingest

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
)

// run writes until the writer is closed and nothing waits.
func (w *Writer) run() {
	defer close(w.done)
	for range w.wake {
		w.drain()
	}
	w.drain()
}

// drain writes all that waits, one transaction after another.
func (w *Writer) drain() {
	for {
		batch := w.take()
		if len(batch) == 0 {
			return
		}
		w.commit(context.Background(), batch)
		w.mu.Lock()
		for _, s := range batch {
			w.queued -= len(s.observations)
		}
		w.mu.Unlock()
		for _, s := range batch {
			close(s.done)
		}
	}
}

// take returns the submissions of the next transaction: the first, and as many more as fit.
func (w *Writer) take() []*submission {
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

// commit stores a batch in one transaction. Where that fails for what is in it, its submissions are stored one by one, and those
// that fail observation by observation: what is bad loses nothing but itself.
func (w *Writer) commit(ctx context.Context, batch []*submission) {
	var all []Observation
	for _, s := range batch {
		all = append(all, s.observations...)
	}
	results, err := w.transaction(ctx, all)
	switch {
	case err == nil:
		for _, s := range batch {
			s.results, results = results[:len(s.observations):len(s.observations)], results[len(s.observations):]
		}
	case isOutside(err):
		for _, s := range batch {
			s.err = err
		}
	case len(batch) > 1:
		for _, s := range batch {
			w.commit(ctx, []*submission{s})
		}
	default:
		w.one(ctx, batch[0], err)
	}
}

// one stores a submission observation by observation. If the last of them fails for a reason outside, all of it failed: to send
// it again does no harm.
func (w *Writer) one(ctx context.Context, s *submission, cause error) {
	s.results = make([]Result, len(s.observations))
	for i := range s.observations {
		result, err := w.transaction(ctx, s.observations[i:i+1])
		switch {
		case err == nil:
			s.results[i] = result[0]
		case isOutside(err):
			s.err = err
			return
		default:
			w.options.Logger.Error("an observation cannot be stored", "error", err, "cause", cause)
			s.results[i] = refused("", "it cannot be stored; the server's log knows more")
		}
	}
}

func (w *Writer) transaction(ctx context.Context, observations []Observation) ([]Result, error) {
	results, err := w.store.Store(ctx, observations)
	w.mu.Lock()
	w.counters.Commits++
	w.mu.Unlock()
	return results, err
}

// isOutside reports whether a failure has nothing to do with what was to be stored.
func isOutside(err error) bool {
	code := apperr.CodeOf(err)
	return code == apperr.CodeUnavailable || code == apperr.CodeReadOnly
}
