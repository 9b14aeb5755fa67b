package repository

import (
	"context"
	"math"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// recognise finds the row that a source tells of with an id that others may not know: the one that is nearest in time among
// those that are alike and that this teller has not told of yet. Without one the id becomes the one of a new row.
func (b *ingestBatch) recognise(told ingestAlias, like *ingest.Fingerprint) {
	told.likeness, told.teller, told.firm = like.Key, like.Source, like.Firm
	if told.at == "" {
		told.at = b.now
	}
	if told.until == "" {
		told.until = told.at
	}
	known := b.aliases[told.id]
	if known != nil && known.likeness == told.likeness {
		return
	}
	told.row = told.id
	if known != nil { // it grew since: what is like it now is another thing, the row is the same
		told.row, told.toolUseID = known.row, known.toolUseID
	} else if same := b.nearest(told, like.Within.Seconds()); same != nil {
		told.row, told.toolUseID = same.row, same.toolUseID
		b.adopted[told.id] = true
	}
	b.addAlias(&told)
	b.newAliases = append(b.newAliases, &told)
}

// nearest returns the alias of the row that is meant, nil for none.
func (b *ingestBatch) nearest(told ingestAlias, within float64) *ingestAlias {
	var best *ingestAlias
	least := math.Inf(1)
	from, to := told.reach(within)
	for _, other := range b.alike[told.likeness] {
		if other.teller == told.teller || other.firm && told.firm || other.until < from || other.at > to {
			continue // cheaper to find than how far they are apart
		}
		apart := told.apart(other)
		if apart <= within && apart < least && b.mayBe(told, other) {
			best, least = other, apart
		}
	}
	return best
}

// reach returns the instants before and after which nothing is near enough.
func (a *ingestAlias) reach(within float64) (from, to model.Instant) {
	begin, ok := a.at.Time()
	end, ok2 := a.until.Time()
	if !ok || !ok2 {
		return "", ""
	}
	far := time.Duration(within * float64(time.Second))
	return model.InstantOf(begin.Add(-far)), model.InstantOf(end.Add(far))
}

// apart is how many seconds lie between two of which some sources know the beginning alone, some the end, and some both; infinitely
// many where a time is none.
func (a *ingestAlias) apart(other *ingestAlias) float64 {
	after, ok := a.at.Seconds(other.until)
	before, ok2 := other.at.Seconds(a.until)
	if !ok || !ok2 {
		return math.Inf(1)
	}
	return max(0, after, before)
}

// mayBe reports whether what is told may be the row of another alias: nobody tells of one thing twice, two ids that
// all sources share are two things, and the texts must agree where both are known.
func (b *ingestBatch) mayBe(told ingestAlias, other *ingestAlias) bool {
	if b.aliases[other.id] != other {
		return false // it was like that before it grew
	}
	for _, alias := range b.alike[told.likeness] {
		if alias.row != other.row || b.aliases[alias.id] != alias {
			continue
		}
		if alias.teller == told.teller || alias.firm && told.firm || !agree(alias.said, told.said) {
			return false
		}
	}
	return true
}

// agree reports whether two beginnings of a text may be of one, of which a source may know only a part.
func agree(a, b string) bool {
	return a == "" || b == "" || strings.HasPrefix(a, b) || strings.HasPrefix(b, a)
}

// adopt has what hangs below an id that turned out to be an alias hang below the row itself. idx_agent_events_parent_event and
// idx_ingest_usages_event serve it.
func (b *ingestBatch) adopt(ctx context.Context) error {
	if len(b.adopted) == 0 {
		return nil
	}
	events, usages := map[string]bool{}, map[string]bool{}
	if err := b.texts(ctx, events, "SELECT event_id FROM agent_events WHERE parent_event_id IN (SELECT value FROM json_each(?)) AND event_id IS NOT NULL", b.adopted); err != nil {
		return err
	}
	if err := b.texts(ctx, usages, "SELECT cost_id FROM ingest_usages WHERE event_id IN (SELECT value FROM json_each(?))", b.adopted); err != nil {
		return err
	}
	if err := b.loadEvents(ctx, events); err != nil {
		return err
	}
	if err := b.loadUsages(ctx, usages); err != nil {
		return err
	}
	for _, e := range b.eventOrder {
		if b.adopted[e.parent] {
			e.parent, e.changed = b.rowOf(e.parent), true
		}
	}
	for _, u := range b.usageOrder {
		if b.adopted[u.EventID] {
			u.EventID, u.changed = b.rowOf(u.EventID), true
		}
	}
	return nil
}
