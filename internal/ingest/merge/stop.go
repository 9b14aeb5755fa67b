package merge

import (
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// mergeStop ends what a session, or one of its subagents, left running. A stop does not end what begins after it.
func (b *batch) mergeStop(o *ingest.Stop) ingest.Outcome {
	outcome := ingest.Unchanged
	for _, e := range b.eventsOf[o.SessionID] {
		if e.At.Compare(o.At) <= 0 && e.isEndedBy(o) {
			e.stop(o)
			b.endTraceOf(e)
			outcome = ingest.Updated
		}
	}
	return outcome
}

// isEndedBy reports whether the stop ends the event: it is running, or only a later stop ended it.
func (e *event) isEndedBy(o *ingest.Stop) bool {
	return e.isMeantBy(o) && (e.Status.IsRunning() || e.context.has(ingest.StoppedMember) && e.stoppedAt().Compare(o.At) > 0)
}

// isMeantBy reports whether the stop is about events like this one.
func (e *event) isMeantBy(o *ingest.Stop) bool {
	isDelegation := e.Type == ingest.TypeTaskDelegation
	if e.SessionID != o.SessionID || e.ID == o.Except || e.Type != ingest.TypeToolCall && !isDelegation {
		return false
	}
	if e.ToolName == model.ToolUserQuery && !o.Prompts {
		return false
	}
	if o.MainThread && (e.Subagent != "" || e.runsInBackground()) {
		return false
	}
	return o.Subagent == "" || e.Subagent == o.Subagent || isDelegation && e.TaskID == o.Subagent
}

// runsInBackground reports whether the event is a delegation of which a source reported the subagent: it may outlive a stop.
func (e *event) runsInBackground() bool {
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
