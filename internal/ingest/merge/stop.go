package merge

import (
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// mergeStop ends what a session, or one of its subagents, left running. A stop does not end what begins after it.
func (b *batch) mergeStop(o *ingest.Stop) ingest.Outcome {
	outcome := ingest.Unchanged
	if b.isNoSilence(o) {
		return outcome
	}
	b.stops[o.SessionID] = append(b.stops[o.SessionID], *o)
	for _, e := range b.eventsOf[o.SessionID] {
		if e.At.Compare(o.At) <= 0 && b.isMeant(e, o) && e.isOpenTo(o) {
			e.stop(o)
			b.endTraceOf(e)
			outcome = ingest.Updated
		}
	}
	return outcome
}

// isNoSilence reports whether a stop says that a session was silent, and something happened after it.
func (b *batch) isNoSilence(o *ingest.Stop) bool {
	s := b.sessions.byID[o.SessionID]
	return o.EndedBy == ingest.EndedBySilence && s != nil && (s.wentOnAfter(o.At) || s.CompletedAt.Compare(o.At) > 0)
}

// isMeant reports whether a stop is about an event, whatever its time and its status.
func (b *batch) isMeant(e *event, o *ingest.Stop) bool {
	isDelegation := e.Type == ingest.TypeTaskDelegation
	if e.SessionID != o.SessionID || e.ID == o.Except || e.Type != ingest.TypeToolCall && !isDelegation {
		return false
	}
	if e.ToolName == model.ToolUserQuery && !o.Prompts {
		return false
	}
	if o.MainThread && e.runsBesideMainThread() {
		return b.isMissing(e, o)
	}
	return o.Subagent == "" || e.Subagent == o.Subagent || isDelegation && e.TaskID == o.Subagent
}

// runsBesideMainThread reports whether the event may go on when the main thread stops.
func (e *event) runsBesideMainThread() bool { return e.Subagent != "" || e.hasReportedSubagent() }

// isMissing reports whether an event belongs to a subagent that is over, because a list of all that go on has neither it nor one in which it
// runs. Without a list nothing is known.
func (b *batch) isMissing(e *event, o *ingest.Stop) bool {
	running := o.Background
	if running == nil {
		return false
	}
	subagent := e.Subagent
	if e.hasReportedSubagent() {
		if slices.Contains(running, e.TaskID) {
			return false
		}
	} else if e.Subagent == "" {
		return false
	}
	const deepest = 20
	for range deepest {
		if subagent == "" {
			return true
		}
		delegation := b.delegationOf(e.SessionID, subagent)
		switch {
		case slices.Contains(running, subagent) || delegation == nil:
			return false
		case delegation.Status == model.StatusCancelled && delegation.stoppedAt() == o.At:
			return true
		}
		subagent = delegation.Subagent
	}
	return false
}

// delegationOf returns the delegation in memory that started a subagent, nil for none.
func (m *memory) delegationOf(session, subagent string) *event {
	for _, e := range m.eventsOf[session] {
		if e.TaskID == subagent && e.hasReportedSubagent() {
			return e
		}
	}
	return nil
}

// isOpenTo reports whether the stop may still end the event: it is running, or only a later stop ended it.
func (e *event) isOpenTo(o *ingest.Stop) bool {
	if e.isResumedAfter(o.At) {
		return false
	}
	return e.Status.IsRunning() || e.isStopped() && e.stoppedAt().Compare(o.At) > 0
}

// hasReportedSubagent reports whether the event is a delegation of which a source reported the subagent. Such a subagent may run in the
// background: a stop of the main thread does not end the delegation, that of the subagent does.
func (e *event) hasReportedSubagent() bool {
	return e.Type == ingest.TypeTaskDelegation && e.TaskID != "" && !e.isInferred()
}

// stop ends the event as the stop says.
func (e *event) stop(o *ingest.Stop) {
	e.isCorrected = e.isCorrected || e.stoppedAt() != ""
	isMeasured := e.DurationSeconds == nil || *e.DurationSeconds == 0 || e.isStopped()
	e.Status, e.changed = e.statusAfter(o), true
	e.context.drop(ingest.EndedByMember)
	if e.Status == model.StatusRecorded {
		e.context.add(ingest.EndedByMember, o.EndedBy)
	}
	if isMeasured || e.Status == model.StatusRecorded {
		e.context.set(ingest.StoppedMember, string(o.At))
	}
	switch {
	case e.Status == model.StatusRecorded && isMeasured:
		e.DurationSeconds = nil // when it ended is not known
	case isMeasured:
		e.measureUntil(o.At)
	}
}

// statusAfter returns how the event ended with a stop. What a list of the subagents that go on lacks was stopped.
func (e *event) statusAfter(o *ingest.Stop) model.Status {
	if o.MainThread && e.runsBesideMainThread() {
		return model.StatusCancelled
	}
	return o.Status
}

// sessionsOfLateStops returns the sessions of stops that are older than the latest event of their session: such a stop may have ended what
// a later one ended.
func (b *batch) sessionsOfLateStops(observations []ingest.Observation) *set {
	sessions := newSet()
	for _, o := range observations {
		if o.Stop == nil {
			continue
		}
		if s := b.sessions.byID[o.Stop.SessionID]; s == nil || s.LastAt == "" || s.LastAt.Compare(o.Stop.At) > 0 {
			sessions.add(o.Stop.SessionID)
		}
	}
	return sessions
}
