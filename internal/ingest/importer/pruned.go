package importer

import (
	"context"
	"math"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// What was pruned is in the roll-ups. Where it is read again it must not be stored again.

// all is the end of what was read before, of a file that is read as a whole.
const all = math.MaxInt64

// pruned leaves out what was read before and was pruned since.
type pruned struct {
	// before is the end of what was read before, and day the last one of which rows were pruned, "" for none.
	before int64
	day    string
	// absent are the sessions that were asked for, with whether they were pruned as a whole. open are the events that were left out while they ran.
	absent map[string]bool
	open   map[string]bool
}

// prunedBefore returns what leaves out what was pruned of the lines before an offset.
func (i *Importer) prunedBefore(ctx context.Context, before int64) (pruned, error) {
	if before == 0 || i.options.Stored == nil {
		return pruned{}, nil
	}
	if i.lastPruned == nil {
		day, err := i.options.Stored.LastPruned(ctx)
		if err != nil {
			return pruned{}, storeError{err}
		}
		i.lastPruned = &day
	}
	return pruned{before: before, day: *i.lastPruned, absent: map[string]bool{}, open: map[string]bool{}}, nil
}

// leaveOut drops, of the observations since the first, which were read up to an offset, those of what was pruned.
func (i *Importer) leaveOut(ctx context.Context, p *pass, first int, offset int64) error {
	if p.pruned.day == "" || offset > p.pruned.before {
		return nil
	}
	kept := p.batch.Observations[:first]
	for _, o := range p.batch.Observations[first:] {
		isOut, err := i.isOut(ctx, &p.pruned, o)
		if err != nil {
			return err
		}
		if !isOut {
			kept = append(kept, o)
		}
	}
	p.batch.Observations = kept
	return nil
}

func (i *Importer) isOut(ctx context.Context, p *pruned, o ingest.Observation) (bool, error) {
	switch {
	case o.Event != nil:
		return p.isEventOut(o.Event), nil
	case o.Usage != nil:
		return ingest.IsPruned(o.Usage.At, p.day), nil
	case o.Message != nil:
		return ingest.IsPruned(o.Message.At, p.day), nil
	case o.Session != nil && (o.Session.At == "" || ingest.IsPruned(o.Session.At, p.day)):
		return i.isAbsent(ctx, p, o.Session.ID)
	default:
		return false, nil
	}
}

// isEventOut reports whether an event was pruned. The end of one that began on a pruned day is left out too.
func (p *pruned) isEventOut(e *ingest.Event) bool {
	if ingest.IsPruned(e.At, p.day) {
		if e.Status.IsRunning() {
			p.open[e.ID] = true
		} else {
			delete(p.open, e.ID)
		}
		return true
	}
	return p.open[e.ID]
}

// isAbsent reports whether a session was pruned as a whole: it is not stored, and not because it was withdrawn.
func (i *Importer) isAbsent(ctx context.Context, p *pruned, session string) (bool, error) {
	if i.withdrawn[session] {
		return false, nil
	}
	if absent, known := p.absent[session]; known {
		return absent, nil
	}
	stored, err := i.options.Stored.Stored(ctx, []string{session})
	if err != nil {
		return false, storeError{err}
	}
	p.absent[session] = !stored[session]
	return p.absent[session], nil
}

// isPrunedWhole reports whether all that a file has may have been pruned: it was not changed since the last pruned day.
func (p *pruned) isPrunedWhole(f File) bool {
	return ingest.IsPruned(model.NewInstant(f.Modified), p.day)
}
