package merge

import (
	"context"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// endLateCalls ends calls that are reported after what ended them: their hook was delivered late.
func (b *batch) endLateCalls(ctx context.Context) error {
	var calls []*event
	for _, e := range b.events.all {
		if e.mayBeStopped() || b.hasNewDelegation(e) {
			calls = append(calls, e)
		}
	}
	moments, _ := momentsOf(b.withDelegations(calls))
	stops, err := b.stopsAfter(ctx, moments)
	if err != nil {
		return err
	}
	for _, e := range calls {
		b.applyFirstStop(e, stops[e.SessionID])
	}
	return nil
}

// mayBeStopped reports whether what ended the event may be stored already. Delegations are settled by settleDelegations.
func (e *event) mayBeStopped() bool {
	return e.changed && e.Type == ingest.TypeToolCall && (e.Status.IsRunning() || e.stoppedAt() != "")
}

// hasNewDelegation reports whether it became known which delegation started the subagent in which a call runs: a list of what goes on may lack
// it.
func (b *batch) hasNewDelegation(e *event) bool {
	if e.Subagent == "" || !e.Status.IsRunning() || !b.subagents.delegated.has[e.Subagent] {
		return false
	}
	return b.delegationOf(e.SessionID, e.Subagent) != nil
}

// withDelegations adds the delegations in memory of the subagents in which calls were made: a call that waits for the end of a subagent may
// have begun before them.
func (b *batch) withDelegations(calls []*event) []*event {
	all := slices.Clone(calls)
	for _, e := range calls {
		if delegation := b.delegationOf(e.SessionID, e.Subagent); delegation != nil {
			all = append(all, delegation)
		}
	}
	return all
}

// applyFirstStop ends an event by the first of the stops that is about it.
func (b *batch) applyFirstStop(e *event, stops []ingest.Stop) {
	for i := range stops {
		stop := &stops[i]
		if stop.At.Compare(e.At) <= 0 || !b.isMeant(e, stop) {
			continue
		}
		if e.isOpenTo(stop) {
			e.stop(stop)
			b.endTraceOf(e)
		}
		return
	}
}

// stopsAfter returns what ended something after a moment of its session, stored or in the batch, by session and the earliest first.
func (b *batch) stopsAfter(ctx context.Context, moments []ingest.Moment) (map[string][]ingest.Stop, error) {
	marks, err := b.stored.MarksAfter(ctx, ingest.StopNames(), moments)
	if err != nil {
		return nil, err
	}
	stops := map[string][]ingest.Stop{}
	add := func(mark ingest.MarkRow) {
		if stop, ok := ingest.NewStop(mark); ok {
			stops[mark.SessionID] = append(stops[mark.SessionID], stop)
		}
	}
	for _, mark := range marks {
		if b.events.byID[mark.ID] == nil { // what is in memory is newer: a prompt may have begun earlier than was stored
			add(mark)
		}
	}
	for _, moment := range moments {
		id := moment.SessionID
		for _, e := range b.eventsOf[id] {
			if e.At.Compare(moment.At) > 0 {
				add(e.mark())
			}
		}
		stops[id] = append(append(stops[id], b.stops[id]...), b.silenceOf(id)...)
		slices.SortStableFunc(stops[id], func(a, b ingest.Stop) int { return a.At.Compare(b.At) })
	}
	return stops, nil
}

// silenceOf returns the stop with which a session ended that was silent, which no event states; nothing for any other session.
func (b *batch) silenceOf(id string) []ingest.Stop {
	s := b.sessions.byID[id]
	if s == nil || s.CompletedAt == "" || s.metadata.text(ingest.EndedByMember) != ingest.EndedBySilence {
		return nil
	}
	return []ingest.Stop{*ingest.IdleSession{SessionID: id, LastAt: s.CompletedAt}.End()[0].Stop}
}

func (e *event) mark() ingest.MarkRow {
	return ingest.MarkRow{ID: e.ID, SessionID: e.SessionID, ToolName: e.ToolName, Subagent: e.Subagent, At: e.At, Facts: e.markFacts()}
}
