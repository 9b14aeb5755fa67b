package repository

import (
	"cmp"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// ingestUsage is a row of cost_events and the one beside it in ingest_usages.
type ingestUsage struct {
	rowState
	ingest.Usage
	// event is the one to which it belongs: the stated one, or the delegation of its subagent.
	event      string
	micro      *int64
	costSource string
}

// statedCost is the source of a cost that came with the usage itself.
const statedCost = "stated"

// total is the number of all tokens; they do not overlap.
func total(u *ingest.Usage) int64 {
	return u.Input + u.Output + u.CacheRead + u.CacheWrite5m + u.CacheWrite1h + u.Thoughts
}

func (b *ingestBatch) mergeUsage(o *ingest.Usage) ingest.Outcome {
	b.stub(&ingest.Event{SessionID: o.SessionID, At: o.At, AgentID: o.AgentID, Subagent: o.Subagent, SubagentType: o.SubagentType})
	row, found := b.usages[o.ID]
	if !found {
		row = &ingestUsage{rowState: rowState{isNew: true}, Usage: ingest.Usage{ID: o.ID, SessionID: o.SessionID}}
		b.addUsage(row)
	}
	changed := row.merge(o)
	if row.At == "" {
		row.At = b.now
	}
	if changed || !found {
		row.price(b.prices)
	}
	return row.touch(!found, changed)
}

func (b *ingestBatch) addUsage(row *ingestUsage) {
	b.usages[row.ID] = row
	b.usageOrder = append(b.usageOrder, row)
}

// merge fills what is missing, and takes the tokens of the observation that has more of them.
func (u *ingestUsage) merge(o *ingest.Usage) bool {
	changed := false
	note := func(did bool) { changed = changed || did }
	if compareTokens(o, &u.Usage) > 0 {
		u.Input, u.Output, u.CacheRead = o.Input, o.Output, o.CacheRead
		u.CacheWrite5m, u.CacheWrite1h, u.Thoughts = o.CacheWrite5m, o.CacheWrite1h, o.Thoughts
		u.Fast, changed = o.Fast, true
	}
	if o.StatedMicroUSD != nil && (u.StatedMicroUSD == nil || *o.StatedMicroUSD > *u.StatedMicroUSD) {
		u.StatedMicroUSD, changed = o.StatedMicroUSD, true
	}
	if saysMore(u.AgentID, o.AgentID) {
		u.AgentID, changed = o.AgentID, true
	}
	note(advance(&u.At, o.At))
	for target, value := range map[*string]string{
		&u.Model: o.Model, &u.EventID: o.EventID, &u.AgentID: o.AgentID, &u.Subagent: o.Subagent,
		&u.SubagentType: o.SubagentType, &u.ToolName: o.ToolName,
	} {
		note(fill(target, value))
	}
	fill(&u.Source, o.Source) // of itself it is no news
	return changed
}

// compareTokens orders usages by all their tokens; of equal ones by each kind, and a fast one comes last.
func compareTokens(a, b *ingest.Usage) int {
	fast := func(u *ingest.Usage) int64 {
		if u.Fast {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(total(a), total(b)), cmp.Compare(fast(a), fast(b)), cmp.Compare(a.Output, b.Output), cmp.Compare(a.Input, b.Input),
		cmp.Compare(a.CacheWrite1h, b.CacheWrite1h), cmp.Compare(a.CacheWrite5m, b.CacheWrite5m), cmp.Compare(a.Thoughts, b.Thoughts))
}

// price finds what it cost: what its source says, else what its tokens are known to cost, else nothing is known.
func (u *ingestUsage) price(prices ingest.Pricer) {
	if u.StatedMicroUSD != nil {
		u.micro, u.costSource = u.StatedMicroUSD, statedCost
		return
	}
	u.micro, u.costSource = nil, ""
	if micro, known, source := prices.Price(u.Usage); known {
		u.micro, u.costSource = &micro, source
	}
}

// usd returns the cost in dollars, nil where it is not known.
func (u *ingestUsage) usd() any {
	if u.micro == nil {
		return nil
	}
	return model.MicroUSD(*u.micro).USD()
}

// belong sets the event to which the usage belongs, and has the tokens of the old and the new one summed.
func (b *ingestBatch) belong(u *ingestUsage, event string) {
	if u.event != event {
		if u.event != "" {
			b.recount[u.event] = true
			b.left[u.event] = append(b.left[u.event], u.Model)
		}
		u.event, u.changed = event, true
	}
	if u.changed && event != "" {
		b.recount[event] = true
	}
}
