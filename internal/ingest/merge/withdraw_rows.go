package merge

import (
	"context"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// isOfTranscripts reports whether an event is withdrawn: whether only transcripts reported it.
func (w *withdrawal) isOfTranscripts(e *event) bool {
	return ingest.IsDerived(e.ID) && !e.IsWitnessed && w.from.Covers(e.At, e.Subagent)
}

// withdrawTraces withdraws the calls whose events are to be withdrawn.
func (w *withdrawal) withdrawTraces(ctx context.Context, after string) ([]string, error) {
	ids, err := w.tx.TraceIDs(ctx, w.from.SessionID, after, withdrawnTogether)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	if err := w.loadTraces(ctx, ingest.TraceQuery{IDs: ids}); err != nil {
		return nil, err
	}
	events := make([]string, len(ids))
	for i, id := range ids {
		events[i] = ingest.ToolID(id)
	}
	known, err := w.tx.Aliases(ctx, events, nil)
	if err != nil {
		return nil, err
	}
	for _, a := range known {
		w.aliases.add(a)
	}
	for i, id := range events {
		events[i] = w.aliases.canonicalID(id)
	}
	if err := w.loadEvents(ctx, ingest.EventQuery{IDs: events}); err != nil {
		return nil, err
	}
	for i, id := range ids {
		e, t := w.events.byID[events[i]], w.traces.byID[id]
		if e != nil && t != nil && w.isOfTranscripts(e) {
			t.delete()
		}
	}
	return ids, nil
}

// withdrawEvents withdraws events. One that another source reported too is found anew by the next transcript that reports it.
func (w *withdrawal) withdrawEvents(ctx context.Context, after string) ([]string, error) {
	ids, err := w.tx.EventIDs(ctx, w.from.SessionID, after, withdrawnTogether)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	if err := w.loadEvents(ctx, ingest.EventQuery{IDs: ids}); err != nil {
		return nil, err
	}
	known, err := w.aliasesOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		e := w.events.byID[id]
		if e == nil || !w.from.Covers(e.At, e.Subagent) {
			continue
		}
		if w.isOfTranscripts(e) && !hasOtherSource(known[id]) {
			e.delete()
		}
		w.dropAliases(known[id], e.isDeleted)
	}
	return ids, nil
}

// withdrawUsages withdraws requests, and of those that other sources reported too what the transcript said of them.
func (w *withdrawal) withdrawUsages(ctx context.Context, after string) ([]string, error) {
	ids, err := w.tx.UsageIDs(ctx, w.from.SessionID, after, withdrawnTogether)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	if err := w.loadUsages(ctx, ingest.UsageQuery{IDs: ids}); err != nil {
		return nil, err
	}
	known, err := w.aliasesOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		u := w.usages.byID[id]
		if u == nil || !w.from.Covers(u.At, u.Subagent) {
			continue
		}
		switch {
		case len(u.Reports) > 0:
			w.withdrawReport(u)
		case u.Source == ingest.SourceTranscript && !hasOtherSource(known[id]):
			u.delete()
			w.sums.leave(u)
		}
		w.dropAliases(known[id], u.isDeleted)
	}
	return ids, nil
}

// withdrawMessages withdraws messages. What transcripts said of one that another source reported too stays until something is reported of it.
func (w *withdrawal) withdrawMessages(ctx context.Context, after string) ([]string, error) {
	ids, err := w.tx.MessageIDs(ctx, w.from.SessionID, after, withdrawnTogether)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	if err := w.loadMessages(ctx, ids); err != nil {
		return nil, err
	}
	known, err := w.aliasesOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		m := w.messages.byID[id]
		if m == nil || !w.from.Covers(m.At, m.Subagent) {
			continue
		}
		if m.IsWitnessed {
			m.outdate()
		} else {
			m.delete()
		}
		w.dropAliases(sayingsIn(known[id]), m.isDeleted)
	}
	return ids, nil
}

// sayingsIn returns the aliases that are texts of messages. A message that is an event shares its id with the event, which has aliases of its own.
func sayingsIn(known []*ingest.AliasRow) []*ingest.AliasRow {
	return slices.DeleteFunc(slices.Clone(known), func(a *ingest.AliasRow) bool { return !ingest.IsSayingID(a.ID) })
}

// withdrawReport makes a request that several sources reported what the others say of it.
func (w *withdrawal) withdrawReport(u *usage) {
	others := slices.DeleteFunc(slices.Clone(u.Reports), func(r *ingest.UsageReport) bool { return r.Source == ingest.SourceTranscript })
	if len(others) == len(u.Reports) || len(others) == 0 {
		return
	}
	w.deleted.Reports = append(w.deleted.Reports, u.ID)
	w.sums.leave(u)
	u.Reports, u.Usage = nil, u.withoutFigures()
	for _, report := range others {
		mergeFigures(&u.Usage, &report.Usage)
		keepEarlier(&u.At, report.At)
		setIfEmpty(&u.Model, report.Model)
		setIfEmpty(&u.Source, report.Source)
	}
	if len(others) > 1 {
		for _, report := range others {
			report.IsChanged = true
		}
		u.Reports = others
	}
	u.SetPrice(w.prices)
	u.changed = true
}

// withoutFigures returns the request without what reports say of it.
func (u *usage) withoutFigures() ingest.Usage {
	return ingest.Usage{
		ID: u.ID, MessageID: u.MessageID, RequestID: u.RequestID, SessionID: u.SessionID, EventID: u.EventID, AgentID: u.AgentID, Subagent: u.Subagent,
		SubagentType: u.SubagentType, ToolName: u.ToolName,
	}
}

// aliasesOf returns the aliases of rows, by their rows.
func (w *withdrawal) aliasesOf(ctx context.Context, ids []string) (map[string][]*ingest.AliasRow, error) {
	rows, err := w.tx.AliasesOf(ctx, ids)
	known := map[string][]*ingest.AliasRow{}
	for _, a := range rows {
		known[a.RowID] = append(known[a.RowID], a)
	}
	return known, err
}

// dropAliases deletes the aliases of a row: all of them, or those that transcripts gave it.
func (w *withdrawal) dropAliases(known []*ingest.AliasRow, all bool) {
	for _, a := range known {
		if all || a.Source == ingest.SourceTranscript {
			w.deleted.Aliases = append(w.deleted.Aliases, a.ID)
		}
	}
}

// hasOtherSource reports whether an alias of a row is that of another source than a transcript. Releases that did not keep who reported a row kept
// that.
func hasOtherSource(known []*ingest.AliasRow) bool {
	return slices.ContainsFunc(known, func(a *ingest.AliasRow) bool {
		return a.Source != ingest.SourceTranscript && a.Source != ingest.SourceContinuation
	})
}
