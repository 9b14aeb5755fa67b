package merge

import (
	"cmp"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// usage is a row of cost_events and the row beside it in ingest_usages: one request to a model.
type usage struct {
	*ingest.UsageRow
	rowState
	// stored is what the stored row adds to the sum of an event.
	stored share
}

// share is what a usage adds to the sum of the event that it belongs to.
type share struct {
	eventID, model string
	tokens         int64
}

func (u *usage) share() share { return share{u.BelongsTo, u.Model, u.TotalTokens()} }

func (m *memory) addStoredUsage(row *ingest.UsageRow) {
	u := &usage{UsageRow: row}
	u.stored = u.share()
	m.usages.add(row.ID, u)
}

// mergeUsage merges a reported usage into its row.
func (b *batch) mergeUsage(o *ingest.Usage) ingest.Outcome {
	b.ensureSession(&ingest.Event{SessionID: o.SessionID, At: o.At, AgentID: o.AgentID, Subagent: o.Subagent, SubagentType: o.SubagentType})
	u := b.usages.byID[o.ID]
	isNew := u == nil
	if isNew {
		u = &usage{rowState: rowState{isNew: true}, UsageRow: &ingest.UsageRow{Usage: ingest.Usage{ID: o.ID, SessionID: o.SessionID}}}
		b.usages.add(o.ID, u)
	}
	reported := !isNew && u.keepReport(o)
	changed := u.merge(o)
	if u.At == "" {
		u.At = b.now
	}
	if changed || isNew {
		u.SetPrice(b.prices)
	}
	if outcome := u.touch(isNew, changed); outcome != ingest.Unchanged || !reported {
		return outcome
	}
	return ingest.Updated
}

// merge merges what is reported into the row, and reports whether that changed it. Of several observations the one with the most tokens
// counts. Not every source knows the tier, the region and the searches, so these are merged by themselves.
func (u *usage) merge(o *ingest.Usage) bool {
	c := anyChange(mergeFigures(&u.Usage, o))
	if isMoreSpecific(u.AgentID, o.AgentID) {
		u.AgentID, c = o.AgentID, true
	}
	c.or(keepEarlier(&u.At, o.At))
	c.or(setIfEmpty(&u.Model, o.Model))
	c.or(setIfEmpty(&u.MessageID, o.MessageID))
	c.or(setIfEmpty(&u.EventID, o.EventID))
	c.or(setIfEmpty(&u.AgentID, o.AgentID))
	c.or(setIfEmpty(&u.Subagent, o.Subagent))
	c.or(setIfEmpty(&u.SubagentType, o.SubagentType))
	c.or(setIfEmpty(&u.ToolName, o.ToolName))
	setIfEmpty(&u.Source, o.Source) // a further source alone is no change
	return bool(c)
}

// mergeFigures merges the tokens, what they were billed by, and the stated cost.
func mergeFigures(u, o *ingest.Usage) bool {
	var c anyChange
	if compareTokens(o, u) > 0 {
		u.Input, u.Output, u.CacheRead = o.Input, o.Output, o.CacheRead
		u.CacheWrite5m, u.CacheWrite1h, u.Thoughts = o.CacheWrite5m, o.CacheWrite1h, o.Thoughts
		c = true
	}
	if o.StatedMicroUSD != nil && (u.StatedMicroUSD == nil || *o.StatedMicroUSD > *u.StatedMicroUSD) {
		u.StatedMicroUSD, c = o.StatedMicroUSD, true
	}
	if ingest.CompareTiers(o.Tier, u.Tier) > 0 {
		u.Tier, c = o.Tier, true
	}
	if o.InferenceGeo > u.InferenceGeo {
		u.InferenceGeo, c = o.InferenceGeo, true
	}
	if o.WebSearches > u.WebSearches {
		u.WebSearches, c = o.WebSearches, true
	}
	return bool(c)
}

// compareTokens orders usages by all their tokens, and equal ones by each kind: of two sources that report the same output the one that knows
// how much of it was thought says more, and of two that report the same input the one that knows how much went through the cache.
func compareTokens(a, b *ingest.Usage) int {
	return cmp.Or(
		cmp.Compare(a.TotalTokens(), b.TotalTokens()), cmp.Compare(a.Thoughts, b.Thoughts), cmp.Compare(a.Output, b.Output),
		cmp.Compare(a.CacheWrite1h, b.CacheWrite1h), cmp.Compare(a.CacheWrite5m, b.CacheWrite5m), cmp.Compare(a.CacheRead, b.CacheRead),
	)
}
