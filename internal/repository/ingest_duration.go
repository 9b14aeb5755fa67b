package repository

import (
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Members of the context of a row whose duration is a guess, which gives way to a stated one: endedMember says when a source saw it end,
// and closedMember when it was closed because nobody told its end, which is the weaker guess.
const (
	endedMember  = "ended_at"
	closedMember = "closed_at"
)

// mergeEnd merges what is known of the end of the event and of what it took. moved says that it began earlier than was known.
func (e *ingestEvent) mergeEnd(o *ingest.Event, moved bool) bool {
	changed := false
	if o.Status.StatesEnd() && e.context.has(closedMember) { // who tells an end knows better than who only found it missing
		e.context.drop(closedMember)
		e.status, e.duration, e.corrected, changed = o.Status, nil, true, true
	}
	if o.Status.Later(e.status) {
		e.status, changed = o.Status, true
	}
	if o.CostTokens != nil && (e.tokens == nil || *o.CostTokens > *e.tokens) {
		e.tokens, changed = o.CostTokens, true
	}
	switch {
	case o.DurationSeconds != nil && (e.duration == nil || *o.DurationSeconds > *e.duration || e.isMeasured()):
		e.duration, changed = o.DurationSeconds, true
		e.context.drop(closedMember)
		e.context.drop(endedMember)
	case o.EndedAt != "" && e.seesEnd(o.EndedAt):
		e.context.drop(closedMember)
		e.context.set(endedMember, string(o.EndedAt))
		e.measure(o.EndedAt)
		changed = true
	case moved && e.isMeasured():
		e.measure(model.Instant(e.context.member(endedMember) + e.context.member(closedMember))) // there is but one of them
	}
	return changed
}

// isMeasured reports whether the duration is a guess.
func (e *ingestEvent) isMeasured() bool {
	return e.context.has(endedMember) || e.context.has(closedMember)
}

// seesEnd reports whether an end that a source saw counts: where nothing is stated, and of several the earliest.
func (e *ingestEvent) seesEnd(at model.Instant) bool {
	if known := e.context.member(endedMember); known != "" {
		return at.Compare(model.Instant(known)) < 0
	}
	return e.duration == nil || *e.duration == 0 || e.context.has(closedMember)
}

// closedAt is when the row was closed because nobody told its end, "" for one that was not.
func (e *ingestEvent) closedAt() model.Instant {
	if !e.status.StatesEnd() {
		return ""
	}
	return model.Instant(e.context.member(closedMember))
}

// measure sets the duration to the time until an instant, none where that was no later.
func (e *ingestEvent) measure(until model.Instant) {
	took, ok := until.Seconds(e.at)
	if !ok || took < 0 {
		took = 0
	}
	e.duration = &took
}

// end ends the event as a close says.
func (e *ingestEvent) end(o *ingest.Stop) {
	e.corrected = e.corrected || e.closedAt() != ""
	e.status, e.changed = o.Status, true
	if e.duration == nil || *e.duration == 0 || e.context.has(closedMember) {
		e.context.set(closedMember, string(o.At))
		e.measure(o.At)
	}
}
