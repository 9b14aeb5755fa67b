package summary

import (
	"context"
	"errors"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// reading is one read of new events, shared by all callers that wait for it.
type reading struct {
	// generation is that of the database when the read began.
	generation uint64
	done       chan struct{}
	// err is why it failed; it is set before done is closed.
	err error
}

// wait waits until the read has ended, no longer than ctx lasts.
func (r *reading) wait(ctx context.Context) error {
	select {
	case <-r.done:
		return r.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// end wakes all callers that wait for the read; there may be none.
func (r *reading) end(err error) {
	if r != nil {
		r.err = err
		close(r.done)
	}
}

// join returns the read that finds all events up to a generation: the one that is performed now, or the next.
func (r *Running) join(wanted uint64) *reading {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.current != nil && r.current.generation >= wanted {
		return r.current
	}
	if r.next == nil {
		r.next = &reading{done: make(chan struct{})}
		select {
		case r.wanted <- struct{}{}:
		default: // Run has not seen the last one yet
		}
	}
	return r.next
}

// errUnfinished is the error for waiting callers where a read panicked.
var errUnfinished = errors.New("the read of new events broke off")

// read performs the read that is asked for.
func (r *Running) read(ctx context.Context) {
	if !r.begin() {
		return
	}
	err := errUnfinished
	defer func() { r.finish(err) }()
	err = r.refresh(ctx, r.current.generation)
}

// begin makes the next read the current one, and reports whether there is one.
func (r *Running) begin() bool {
	generation := r.generation()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.next == nil {
		return false
	}
	r.current, r.next = r.next, nil
	r.current.generation = generation
	return true
}

// finish ends the current read. Callers that wait for the next one share its failure: they would wait as long again for the same
// database.
func (r *Running) finish(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.current.end(err)
	r.current = nil
	if err != nil {
		r.next.end(err)
		r.next = nil
	}
}

// refresh reads the events after the settled ones, so that the summary holds all up to a generation.
func (r *Running) refresh(ctx context.Context, generation uint64) error {
	for {
		s := r.latest()
		rows, err := r.source.From(ctx, s.anchor.RowID, chunk)
		if err != nil {
			return err
		}
		if !s.holdsAnchor(rows) {
			r.logger.Info("the events were rewritten; the running summary is rebuilt")
			return r.replace(ctx)
		}
		if r.extend(s, rows, generation) && len(rows) < chunk {
			return nil
		}
	}
}

// latest returns the state that is in use.
func (r *Running) latest() *state {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.state
}

// extend adds rows that were read from the anchor of a state on, and reports whether that state is still in use: Check may have
// put another in its place meanwhile.
func (r *Running) extend(s *state, rows []model.SummaryRow, generation uint64) bool {
	old, tail := s.divide(rows)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.state != s {
		return false
	}
	s.settle(old)
	s.tail = tail
	if len(rows) < chunk {
		s.seen = generation
	}
	return true
}

// replace rebuilds the summary and replaces the current one.
func (r *Running) replace(ctx context.Context) error {
	fresh, err := r.fill(ctx)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state, r.failure = fresh, nil
	return nil
}
