package merge

import (
	"context"
	"math"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// countSessions returns the number of events of each session to which the batch adds some, and the sum of their tokens. They grow by what
// the batch adds. A session that was never counted is counted once.
func (b *batch) countSessions(ctx context.Context) ([]ingest.SessionTotals, error) {
	growth, ids := b.growth()
	if err := b.loadSessions(ctx, ids); err != nil {
		return nil, err
	}
	var totals []ingest.SessionTotals
	uncounted := newSet()
	for _, id := range ids {
		s := b.sessions.byID[id]
		switch {
		case s == nil: // another program deleted it
		case s.Events == 0:
			uncounted.add(id)
		default:
			totals = append(totals, growth[id].plus(ingest.SessionTotals{SessionID: id, Events: s.Events, Tokens: s.Tokens}))
		}
	}
	stored, err := b.stored.CountEvents(ctx, uncounted.list)
	if err != nil {
		return nil, err
	}
	counted := map[string]ingest.SessionTotals{}
	for _, count := range stored {
		counted[count.SessionID] = count
	}
	for _, id := range uncounted.list {
		count := counted[id]
		count.SessionID = id
		totals = append(totals, growth[id].plus(count))
	}
	return totals, nil
}

// growth is what a batch adds to a session, less what it deletes.
type growth struct{ events, tokens int64 }

// plus returns totals with what is added. A sum that is out of range, because another program stored an absurd number, is the largest one.
func (g growth) plus(totals ingest.SessionTotals) ingest.SessionTotals {
	totals.Events += g.events
	if g.tokens > 0 && totals.Tokens > math.MaxInt64-g.tokens {
		totals.Tokens = math.MaxInt64
	} else {
		totals.Tokens += g.tokens
	}
	return totals
}

// growth returns what the batch adds to each session, and the sessions to which it adds something.
func (m *memory) growth() (map[string]growth, []string) {
	added := map[string]growth{}
	for _, e := range m.events.all {
		grown := added[e.SessionID]
		switch {
		case e.isDeleted:
			grown.events--
			grown.tokens -= e.storedTokens
		case e.isNew:
			grown.events++
		}
		if e.CostTokens != nil && !e.isDeleted {
			grown.tokens += *e.CostTokens - e.storedTokens
		}
		added[e.SessionID] = grown
	}
	ids := newSet()
	for _, e := range m.events.all {
		if added[e.SessionID] != (growth{}) {
			ids.add(e.SessionID)
		}
	}
	return added, ids.list
}
