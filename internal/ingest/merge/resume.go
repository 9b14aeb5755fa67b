package merge

import (
	"context"
	"maps"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// A subagent may go on after it stopped: its delegation runs again from the next sign of it until the next end. Which ends count follows from
// the latest sign of the subagent: an end before it is that of an earlier run.

// Members of the context of a delegation whose subagent went on.
const (
	// resumedMember holds the latest sign of the subagent after an end.
	resumedMember = "resumed_at"
	// lastEndMember holds the latest of several ends of single runs, where EndedMember holds the first.
	lastEndMember = "last_ended_at"
)

// isResumedAfter reports whether the subagent of a delegation went on after an instant.
func (e *event) isResumedAfter(at model.Instant) bool {
	resumed := e.context.text(resumedMember)
	return resumed != "" && at.Compare(model.Instant(resumed)) < 0
}

// isBeforeResumption reports whether what is reported is the end of an earlier run of a subagent.
func (e *event) isBeforeResumption(o *ingest.Event) bool {
	return e.context.has(resumedMember) && o.Status.StatesEnd() && e.isResumedAfter(o.EndedAt)
}

// keepLastEnd remembers the latest of several ends of single runs.
func (e *event) keepLastEnd(o *ingest.Event) bool {
	first, last := model.Instant(e.context.text(ingest.EndedMember)), model.Instant(e.context.text(lastEndMember))
	latest := last
	for _, at := range []model.Instant{first, o.EndedAt} {
		if at.Compare(latest) > 0 {
			latest = at
		}
	}
	if !o.EndsOneRun || first == "" || first == o.EndedAt || latest == last {
		return false
	}
	return e.context.set(lastEndMember, string(latest))
}

// settleDelegations decides how the delegations ended that the batch changed, or whose subagents went on.
func (b *batch) settleDelegations(ctx context.Context) error {
	signs, stopped := b.signsOfSubagents(), b.stoppedSubagents()
	var delegations []*event
	subagents := newSet()
	for _, e := range b.events.all {
		key := subagentKey{e.SessionID, e.TaskID}
		if e.hasReportedSubagent() && (e.changed || stopped[key] || e.isOver() && e.goesOnAfterEnd(signs[key])) {
			delegations = append(delegations, e)
			subagents.add(e.TaskID)
		}
	}
	stored, err := b.stored.LastInSubagents(ctx, subagents.list, endNames())
	if err != nil {
		return err
	}
	for _, last := range stored {
		key := subagentKey{last.SessionID, last.Subagent}
		if last.At.Compare(signs[key]) > 0 {
			signs[key] = last.At
		}
	}
	moments, _ := momentsOf(delegations)
	stops, err := b.stopsAfter(ctx, moments)
	if err != nil {
		return err
	}
	for _, e := range delegations {
		b.settle(e, signs[subagentKey{e.SessionID, e.TaskID}], stops[e.SessionID])
		b.endTraceOf(e)
	}
	return nil
}

// endNames returns the names of the events that are no sign of a subagent, because they end one.
func endNames() []string {
	return agent.EventNames(agent.SubagentStopped, agent.TurnEnded, agent.TurnFailed, agent.TurnInterrupted, agent.SessionEnded)
}

// signsOfSubagents returns the latest sign of each subagent in the batch.
func (b *batch) signsOfSubagents() map[subagentKey]model.Instant {
	signs := map[subagentKey]model.Instant{}
	maps.Copy(signs, b.subagents.restarted)
	ends := endNames()
	for _, e := range b.events.all {
		key := subagentKey{e.SessionID, e.Subagent}
		if e.Subagent != "" && !slices.Contains(ends, e.ToolName) && e.At.Compare(signs[key]) > 0 {
			signs[key] = e.At
		}
	}
	return signs
}

// stoppedSubagents returns the subagents of which the batch says that they stopped.
func (b *batch) stoppedSubagents() map[subagentKey]bool {
	stopped := map[subagentKey]bool{}
	for session, stops := range b.stops {
		for i := range stops {
			stopped[subagentKey{session, stops[i].Subagent}] = true
		}
	}
	return stopped
}

// end returns when a delegation that is over ended, as far as that was measured.
func (e *event) end() model.Instant {
	if at := e.stoppedAt(); at != "" {
		return at
	}
	return model.Instant(e.context.text(ingest.EndedMember))
}

func (e *event) goesOnAfterEnd(sign model.Instant) bool {
	end := e.end()
	return end != "" && sign.Compare(end) > 0
}

// settle decides how a delegation ended, by the latest sign of its subagent and the stops after its beginning.
func (b *batch) settle(e *event, sign model.Instant, stops []ingest.Stop) {
	if resumed := model.Instant(e.context.text(resumedMember)); resumed.Compare(sign) > 0 {
		sign = resumed
	}
	if e.Status.StatesEnd() && !e.isStopped() {
		if !e.goesOnAfterEnd(sign) {
			return
		}
		if last := model.Instant(e.context.text(lastEndMember)); last != "" && sign.Compare(last) <= 0 {
			e.context.drop(lastEndMember)
			e.context.set(ingest.EndedMember, string(last))
			e.context.set(resumedMember, string(sign))
			e.measureUntil(last)
			e.isCorrected, e.changed = true, true
			return
		}
		e.resume(sign)
	}
	stop, isOwn := b.stopOf(e, sign, stops)
	at := e.stoppedAt()
	switch {
	case stop == nil && at != "" && sign.Compare(at) > 0:
		e.resume(sign)
	case stop == nil, at == stop.At && e.Status == e.statusAfter(stop):
	case !isOwn && at != "" && at.Compare(sign) >= 0 && e.context.text(ingest.EndedByMember) == ingest.EndedBySilence && at.Compare(stop.At) <= 0:
	default:
		if at != "" && sign.Compare(at) > 0 {
			e.resume(sign)
		}
		e.stop(stop)
	}
}

// resume makes a delegation run again from a sign of its subagent.
func (e *event) resume(sign model.Instant) {
	e.reopen()
	e.context.drop(lastEndMember)
	e.context.set(resumedMember, string(sign))
}

// stopOf returns the stop that ends a delegation: the first of its subagent after the latest sign of that, or else the first of another kind;
// nil for none.
func (b *batch) stopOf(e *event, sign model.Instant, stops []ingest.Stop) (found *ingest.Stop, isOwn bool) {
	for i := range stops {
		stop := &stops[i]
		if stop.At.Compare(e.At) <= 0 || stop.At.Compare(sign) < 0 || !b.isMeant(e, stop) {
			continue
		}
		if stop.Subagent != "" {
			return stop, true
		}
		if found == nil {
			found = stop
		}
	}
	return found, false
}
