package merge

import (
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// The duration of an event is the one that a source states; else the time from its earliest beginning to the earliest end that a source
// saw; else the time until the stop that ended it. The last two are measured, and the context says so: see ingest.EndedMember and
// ingest.StoppedMember.

// mergeEnd merges what is known of the end of the event and of its duration. isEarlier says that it began earlier than was known.
func (e *event) mergeEnd(o *ingest.Event, isEarlier bool) bool {
	var c anyChange
	if o.Status.StatesEnd() && e.context.drop(ingest.StoppedMember) { // the source knows better than the stop
		e.Status, e.DurationSeconds, e.isCorrected, c = o.Status, nil, true, true
	}
	if o.Status.Outranks(e.Status) {
		e.Status, c = o.Status, true
	}
	if o.CostTokens != nil && (e.CostTokens == nil || *o.CostTokens > *e.CostTokens) {
		e.CostTokens, c = o.CostTokens, true
	}
	switch {
	case o.DurationSeconds != nil && (e.DurationSeconds == nil || *o.DurationSeconds > *e.DurationSeconds || e.isMeasured()):
		e.DurationSeconds, c = o.DurationSeconds, true
		e.context.drop(ingest.StoppedMember)
		e.context.drop(ingest.EndedMember)
	case o.EndedAt != "" && e.isBetterEnd(o.EndedAt):
		e.context.drop(ingest.StoppedMember)
		e.context.set(ingest.EndedMember, string(o.EndedAt))
		e.measureUntil(o.EndedAt)
		c = true
	case isEarlier && e.isMeasured(): // its context has one of the two members
		e.measureUntil(model.Instant(e.context.text(ingest.EndedMember) + e.context.text(ingest.StoppedMember)))
	}
	return bool(c)
}

// isMeasured reports whether the duration is measured. A stated duration replaces a measured one.
func (e *event) isMeasured() bool {
	return e.context.has(ingest.EndedMember) || e.context.has(ingest.StoppedMember)
}

// isBetterEnd reports whether an end that a source saw counts: where no duration is stated, and of several ends the earliest.
func (e *event) isBetterEnd(at model.Instant) bool {
	if known := e.context.text(ingest.EndedMember); known != "" {
		return at.Compare(model.Instant(known)) < 0
	}
	return e.DurationSeconds == nil || *e.DurationSeconds == 0 || e.context.has(ingest.StoppedMember)
}

// stoppedAt is the time of the stop that ended the event, "" where a source reported its end or it has none.
func (e *event) stoppedAt() model.Instant {
	if !e.Status.StatesEnd() {
		return ""
	}
	return model.Instant(e.context.text(ingest.StoppedMember))
}

// measureUntil sets the duration to the time from the beginning to an end, 0 where that is no later.
func (e *event) measureUntil(end model.Instant) {
	seconds, ok := end.Seconds(e.At)
	if !ok || seconds < 0 {
		seconds = 0
	}
	e.DurationSeconds = &seconds
}
