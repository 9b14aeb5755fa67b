package transcript

import (
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Batch holds what readers observed, in the order of the lines, until it is stored. A thing that several lines report is observed
// several times: which value counts is decided where observations are stored.
type Batch struct {
	Observations []ingest.Observation
	// Bytes is about how much memory the observations take.
	Bytes int
	Tally Tally
	// LastIgnored is the type of the record that was ignored last, "" for none. Who reads lines resets it.
	LastIgnored string
	// LastFault says why the record that was read last is malformed, as the rest of a sentence, "" where its JSON is. Who reads lines resets it.
	LastFault string
	// Offset is where in the file the line begins that is being read. placed is how many messages were read of it.
	Offset int64
	placed int64
	// LatestAt is the latest time of an event or a request since the batch was made.
	LatestAt model.Instant
	// lastUsage is the last request that was added.
	lastUsage *ingest.Usage
}

// NewBatch returns an empty batch.
func NewBatch() *Batch {
	return &Batch{Tally: Tally{Ignored: map[string]int{}}}
}

// Reset drops the observations, which belong to the caller now, and keeps the tally.
func (b *Batch) Reset() {
	b.Observations, b.Bytes, b.lastUsage = nil, 0, nil
}

// AddSession adds what is known of a session.
func (b *Batch) AddSession(s ingest.Session) {
	if s.ID != "" {
		b.append(ingest.Observation{Session: &s}, len(s.Title))
	}
}

// AddEvent adds what a record says of an event.
func (b *Batch) AddEvent(e ingest.Event) {
	if e.ID == "" || e.SessionID == "" {
		return
	}
	e.Source = source
	b.see(e.At)
	b.see(e.EndedAt)
	size := len(e.Input) + len(e.Output) + len(e.ToolInput)
	if e.Message != nil {
		size += b.place(e.Message)
	}
	b.append(ingest.Observation{Event: &e}, size)
}

// AddMessage adds what a record says of a message that is no event.
func (b *Batch) AddMessage(m ingest.Message) {
	if m.ID == "" || m.SessionID == "" || len(m.Parts) == 0 {
		return
	}
	m.Source = source
	b.see(m.At)
	b.append(ingest.Observation{Message: &m}, b.place(&m))
}

// place gives a message its place in the file, unless the reader did, and returns about how much memory its parts take.
func (b *Batch) place(m *ingest.Message) int {
	if m.Position == 0 {
		b.placed++
		m.Position = b.Offset + b.placed
	}
	size := 0
	for _, p := range m.Parts {
		size += partBytes + len(p.Text) + len(p.Meta)
		if p.Blob != nil {
			size += len(p.Blob.Data)
		}
	}
	return size
}

// partBytes is about what a part takes beside its text.
const partBytes = 250

// Begin begins a line at an offset of the file.
func (b *Batch) Begin(offset int64) { b.Offset, b.placed = offset, 0 }

// AddStop adds what ends something else.
func (b *Batch) AddStop(s ingest.Stop) {
	if s.SessionID != "" {
		b.append(ingest.Observation{Stop: &s}, 0)
	}
}

// EndSilently ends a session of which nothing is known after an instant, and what it left running, until something is.
func (b *Batch) EndSilently(session string, at model.Instant) {
	if session != "" && at != "" {
		for _, o := range (ingest.IdleSession{SessionID: session, LastAt: at}).End() {
			b.append(o, 0)
		}
	}
}

// AddUsage adds what a record says of a request, unless it has no tokens. A record that only repeats the one before it adds nothing:
// agents write one record for each block of a message, and all of them repeat the usage of the message.
func (b *Batch) AddUsage(u ingest.Usage) {
	if u.SessionID == "" || !hasTokens(u) || b.lastUsage != nil && repeats(u, *b.lastUsage) {
		return
	}
	u.Source = source
	b.lastUsage = &u
	b.see(u.At)
	b.append(ingest.Observation{Usage: &u}, 0)
}

func hasTokens(u ingest.Usage) bool {
	return u.Input+u.Output+u.CacheRead+u.CacheWrite5m+u.CacheWrite1h+u.Thoughts > 0
}

// repeats reports whether u equals the observation before it in all but its time, which is no earlier.
func repeats(u, before ingest.Usage) bool {
	if u.At.Compare(before.At) < 0 {
		return false
	}
	u.At, u.Source = before.At, before.Source
	u.Fingerprint, before.Fingerprint = nil, nil // made of the same tokens
	return u == before
}

// observationBytes is about what an observation takes beside its texts.
const observationBytes = 600

func (b *Batch) append(o ingest.Observation, texts int) {
	b.Observations = append(b.Observations, o)
	b.Bytes += texts + observationBytes
}

func (b *Batch) see(at model.Instant) {
	if at.Compare(b.LatestAt) > 0 {
		b.LatestAt = at
	}
}

// Ignore counts a record that nothing is read of, by its type.
func (b *Batch) Ignore(kind string) { b.LastIgnored = b.Tally.ignore(kind, 1) }

// Malformed counts a record that is JSON but cannot be read. reason is the rest of a sentence.
func (b *Batch) Malformed(reason string) {
	b.Tally.Broken++
	b.LastFault = reason
}

// source names this way of ingestion in observations.
const source = "transcript"

// SessionID returns the session that the first observation is about, "" where there is none.
func (b *Batch) SessionID() string {
	if len(b.Observations) == 0 {
		return ""
	}
	return b.Observations[0].SessionID()
}
