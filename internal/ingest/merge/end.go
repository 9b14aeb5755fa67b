package merge

import (
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// The duration of an event is the one that a source states; else the time from its earliest beginning to the earliest end that a source
// saw; else the time until the stop that ended it. The last two are measured, and the context says so: see ingest.EndedMember and
// ingest.StoppedMember. A subagent may go on after an end: see resume.go.

// mergeEnd merges what is known of the end of the event and of its duration. isEarlier says that it began earlier than was known.
func (e *event) mergeEnd(o *ingest.Event, isEarlier bool) bool {
	var c anyChange
	if e.isBeforeResumption(o) {
		return false
	}
	if o.Status.StatesEnd() && e.dropStop() { // the source knows better than the stop
		e.Status, e.DurationSeconds, e.isCorrected, c = o.Status, nil, true, true
	}
	if o.Status.Outranks(e.Status) && !e.isStopped() {
		e.Status, c = o.Status, true
	}
	if o.CostTokens != nil && (e.CostTokens == nil || *o.CostTokens > *e.CostTokens) {
		e.CostTokens, c = o.CostTokens, true
	}
	switch {
	case o.DurationSeconds != nil && (e.DurationSeconds == nil || *o.DurationSeconds > *e.DurationSeconds || e.isMeasured()):
		e.DurationSeconds, c = o.DurationSeconds, true
		e.dropStop()
		e.context.drop(ingest.EndedMember)
	case o.EndedAt != "" && e.isBetterEnd(o.EndedAt):
		e.dropStop()
		c.or(e.keepLastEnd(o))
		e.context.set(ingest.EndedMember, string(o.EndedAt))
		e.measureUntil(o.EndedAt)
		c = true
	case o.EndsOneRun:
		c.or(e.keepLastEnd(o))
	}
	if isEarlier && e.isMeasured() && e.Status != model.StatusRecorded { // its context has one of the two members
		e.measureUntil(model.Instant(e.context.text(ingest.EndedMember) + e.context.text(ingest.StoppedMember)))
	}
	return bool(c)
}

// isMeasured reports whether the duration is measured. A stated duration replaces a measured one.
func (e *event) isMeasured() bool {
	return e.context.has(ingest.EndedMember) || e.isStopped()
}

// isBetterEnd reports whether an end that a source saw counts: where no duration is stated, and of several ends the earliest.
func (e *event) isBetterEnd(at model.Instant) bool {
	if known := e.context.text(ingest.EndedMember); known != "" {
		return at.Compare(model.Instant(known)) < 0
	}
	return e.DurationSeconds == nil || *e.DurationSeconds == 0 || e.isStopped()
}

// isStopped reports whether a stop ended the event, and no source reported its end.
func (e *event) isStopped() bool { return e.context.has(ingest.StoppedMember) }

// isOver reports whether the event is known to have ended. A status of recorded alone does not say so.
func (e *event) isOver() bool { return e.Status.StatesEnd() || e.isStopped() }

// dropStop forgets the stop that ended the event, and reports whether there was one.
func (e *event) dropStop() bool {
	e.context.drop(ingest.EndedByMember)
	return e.context.drop(ingest.StoppedMember)
}

// stoppedAt is the time of the stop that ended the event, "" where a source reported its end or it has none.
func (e *event) stoppedAt() model.Instant {
	if e.Status.IsRunning() {
		return ""
	}
	return model.Instant(e.context.text(ingest.StoppedMember))
}

// reopen makes the event run again.
func (e *event) reopen() {
	e.dropStop()
	e.context.drop(ingest.EndedMember)
	e.Status, e.DurationSeconds, e.isCorrected, e.changed = model.StatusStarted, nil, true, true
}

// measureUntil sets the duration to the time from the beginning to an end, 0 where that is no later.
func (e *event) measureUntil(end model.Instant) {
	seconds, ok := end.Seconds(e.At)
	if !ok || seconds < 0 {
		seconds = 0
	}
	e.DurationSeconds = &seconds
}
