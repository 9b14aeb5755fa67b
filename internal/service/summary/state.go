package summary

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// How many events are read again on a change. When the tail outgrows maxTail, all of it but keepTail rows is settled.
const (
	keepTail = 1000
	maxTail  = 3000
	chunk    = 20000
)

// state is a summary of the events up to a generation of the database. Its settled part grows, its tail is replaced with each read.
type state struct {
	settled *Totals
	// anchor is the last settled row; its RowID is 0 where none is settled.
	anchor model.SummaryRow
	tail   *Totals
	// seen is the generation at which the tail was read.
	seen uint64
}

// newState returns the summary of no events.
func newState(seen uint64) *state {
	return &state{settled: newTotals(), tail: newTotals(), seen: seen}
}

// holdsAnchor reports whether rows, read from the anchor on, begin with it.
func (s *state) holdsAnchor(rows []model.SummaryRow) bool {
	return s.anchor.RowID == 0 || (len(rows) > 0 && rows[0].RowID == s.anchor.RowID && rows[0].EventID == s.anchor.EventID)
}

// divide splits rows, which begin with the anchor if there is one, into those to settle and the totals of the new tail.
func (s *state) divide(rows []model.SummaryRow) (old []model.SummaryRow, tail *Totals) {
	if s.anchor.RowID != 0 {
		rows = rows[1:]
	}
	if len(rows) > maxTail {
		old, rows = rows[:len(rows)-keepTail], rows[len(rows)-keepTail:]
	}
	tail = newTotals()
	tail.addAll(rows)
	return old, tail
}

// settle adds rows to the settled part, of which the last is the new anchor.
func (s *state) settle(rows []model.SummaryRow) {
	if len(rows) > 0 {
		s.settled.addAll(rows)
		s.anchor = rows[len(rows)-1]
	}
}

// fill reads all events in chunks.
func (r *Running) fill(ctx context.Context) (*state, error) {
	seen := r.generation() // before the rows are read: events of a commit in between are read again
	fresh := newState(seen)
	for {
		rows, err := r.source.From(ctx, fresh.anchor.RowID, chunk)
		if err != nil {
			return nil, err
		}
		if !fresh.holdsAnchor(rows) {
			fresh = newState(seen) // rewritten while it was read: begin again
			continue
		}
		old, tail := fresh.divide(rows)
		fresh.settle(old)
		fresh.tail = tail
		if len(rows) < chunk {
			return fresh, nil
		}
	}
}
