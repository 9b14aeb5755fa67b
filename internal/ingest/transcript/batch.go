package transcript

import (
	"cmp"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// Batch gathers what readers tell until it is stored. What they tell of one thing is one observation.
type Batch struct {
	Observations []ingest.Observation
	// Bytes is about how much memory the observations hold.
	Bytes int
	Tally Tally
	place map[string]int
}

// Tally counts what was read and what was left out.
type Tally struct {
	Lines, TooLong, Broken int
	// Ignored counts records by their type that say nothing to us.
	Ignored map[string]int
}

// maxKinds bounds the types that are told apart: they are the file's own words.
const maxKinds = 200

// NewBatch returns an empty batch.
func NewBatch() *Batch {
	return &Batch{place: map[string]int{}, Tally: Tally{Ignored: map[string]int{}}}
}

// Reset forgets the observations, which belong to the caller now, and keeps the tally.
func (b *Batch) Reset() {
	b.Observations, b.Bytes = nil, 0
	clear(b.place)
}

// Add adds the counts of other.
func (t *Tally) Add(other Tally) {
	t.Lines += other.Lines
	t.TooLong += other.TooLong
	t.Broken += other.Broken
	for kind, n := range other.Ignored {
		t.ignore(kind, n)
	}
}

func (t *Tally) ignore(kind string, n int) {
	if kind == "" {
		kind = "(no type)"
	}
	if _, known := t.Ignored[kind]; !known && len(t.Ignored) >= maxKinds {
		kind = "(others)"
	}
	t.Ignored[kind] += n
}

func (b *Batch) Ignore(kind string) { b.Tally.ignore(kind, 1) }

func (b *Batch) AddSession(s ingest.Session) {
	if s.ID != "" {
		b.append(ingest.Observation{Session: &s}, len(s.Title))
	}
}

func (b *Batch) AddEvent(e ingest.Event) {
	if e.ID == "" || e.SessionID == "" {
		return
	}
	e.Source = source
	if i, ok := b.place[e.ID]; ok {
		merge(b.Observations[i].Event, e)
		return
	}
	b.place[e.ID] = len(b.Observations)
	b.append(ingest.Observation{Event: &e}, len(e.Input)+len(e.Output)+len(e.ToolInput))
}

func (b *Batch) AddUsage(u ingest.Usage) {
	if u.SessionID == "" || total(u) == 0 {
		return
	}
	u.Source = source
	if i, ok := b.place[u.ID]; ok {
		if known := b.Observations[i].Usage; total(u) > total(*known) {
			u.EventID = cmp.Or(known.EventID, u.EventID)
			if known.At.Compare(u.At) < 0 {
				u.At = known.At
			}
			*known = u
		}
		return
	}
	b.place[u.ID] = len(b.Observations)
	b.append(ingest.Observation{Usage: &u}, 0)
}

// observationBytes is about what an observation holds beside its texts.
const observationBytes = 600

func (b *Batch) append(o ingest.Observation, texts int) {
	b.Observations = append(b.Observations, o)
	b.Bytes += texts + observationBytes
}

// source is what observations of this package say where they come from.
const source = "transcript"

func total(u ingest.Usage) int64 {
	return u.Input + u.Output + u.CacheRead + u.CacheWrite5m + u.CacheWrite1h + u.Thoughts
}
