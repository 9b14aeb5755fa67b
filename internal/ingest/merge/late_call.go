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
		if e.mayBeStopped() {
			calls = append(calls, e)
		}
	}
	moments, _ := momentsOf(calls)
	stops, err := b.stopsAfter(ctx, moments)
	if err != nil {
		return err
	}
	for _, e := range calls {
		b.applyFirstStop(e, stops[e.SessionID])
	}
	return nil
}

// mayBeStopped reports whether what ended the event may be stored already. A delegation is left alone until a source reports its subagent:
// only then is it known which stops may end it, see isMeantBy.
func (e *event) mayBeStopped() bool {
	if !e.changed || !e.Status.IsRunning() && e.stoppedAt() == "" {
		return false
	}
	return e.Type == ingest.TypeToolCall || e.hasReportedSubagent()
}

// applyFirstStop ends an event by the first of the stops that is about it. A delegation may have been ended by a stop of the main thread
// before its subagent was reported: that stop is not about it any more, and the one that is takes its place.
func (b *batch) applyFirstStop(e *event, stops []ingest.Stop) {
	for i := range stops {
		stop := &stops[i]
		if stop.At.Compare(e.At) <= 0 || !e.isMeantBy(stop) {
			continue
		}
		if e.isOpenTo(stop) || e.TaskID != "" && e.stoppedAt() != stop.At {
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
		if stop, ok := ingest.NewStop(mark.ToolName, mark.Subagent); ok {
			stop.SessionID, stop.At, stop.Except = mark.SessionID, mark.At, mark.ID
			stops[mark.SessionID] = append(stops[mark.SessionID], stop)
		}
	}
	for _, mark := range marks {
		add(mark)
	}
	for _, moment := range moments {
		for _, e := range b.eventsOf[moment.SessionID] {
			if e.At.Compare(moment.At) > 0 {
				add(e.mark())
			}
		}
		slices.SortStableFunc(stops[moment.SessionID], func(a, b ingest.Stop) int { return a.At.Compare(b.At) })
	}
	return stops, nil
}

func (e *event) mark() ingest.MarkRow {
	return ingest.MarkRow{ID: e.ID, SessionID: e.SessionID, ToolName: e.ToolName, Subagent: e.Subagent, At: e.At}
}
