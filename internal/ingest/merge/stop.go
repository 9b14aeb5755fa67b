package merge

import (
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// mergeStop ends what a session, or one of its subagents, left running. A stop does not end what begins after it.
func (b *batch) mergeStop(o *ingest.Stop) ingest.Outcome {
	outcome := ingest.Unchanged
	for _, e := range b.eventsOf[o.SessionID] {
		if e.At.Compare(o.At) <= 0 && e.isMeantBy(o) && e.isOpenTo(o) {
			e.stop(o)
			b.endTraceOf(e)
			outcome = ingest.Updated
		}
	}
	return outcome
}

// isMeantBy reports whether the stop is about the event, whatever its time and its status.
func (e *event) isMeantBy(o *ingest.Stop) bool {
	isDelegation := e.Type == ingest.TypeTaskDelegation
	if e.SessionID != o.SessionID || e.ID == o.Except || e.Type != ingest.TypeToolCall && !isDelegation {
		return false
	}
	if e.ToolName == model.ToolUserQuery && !o.Prompts {
		return false
	}
	if o.MainThread && (e.Subagent != "" || e.hasReportedSubagent()) {
		return false
	}
	return o.Subagent == "" || e.Subagent == o.Subagent || isDelegation && e.TaskID == o.Subagent
}

// isOpenTo reports whether the stop may still end the event: it is running, or only a later stop ended it.
func (e *event) isOpenTo(o *ingest.Stop) bool {
	return e.Status.IsRunning() || e.context.has(ingest.StoppedMember) && e.stoppedAt().Compare(o.At) > 0
}

// hasReportedSubagent reports whether the event is a delegation of which a source reported the subagent. Such a subagent may run in the
// background: a stop of the main thread does not end the delegation, that of the subagent does.
func (e *event) hasReportedSubagent() bool {
	return e.Type == ingest.TypeTaskDelegation && e.TaskID != "" && !e.isInferred()
}

// stop ends the event as the stop says.
func (e *event) stop(o *ingest.Stop) {
	e.isCorrected = e.isCorrected || e.stoppedAt() != ""
	e.Status, e.changed = o.Status, true
	if e.DurationSeconds == nil || *e.DurationSeconds == 0 || e.context.has(ingest.StoppedMember) {
		e.context.set(ingest.StoppedMember, string(o.At))
		e.measureUntil(o.At)
	}
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
