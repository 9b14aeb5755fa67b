package state

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// phase says how far a turn is.
type phase int

const (
	noTurn phase = iota
	openTurn
	endedTurn
	failedTurn
)

// afterEnd is how much later than the end of a turn sources may report what came before it.
const afterEnd = 2 * time.Second

// turn is the latest turn of the main thread.
type turn struct {
	phase phase
	why   model.StateReason
	// began is when it began, at when it came to its phase.
	began, at model.Instant
	by        model.StateSource
	// unknown says that of its beginning or its end nothing was reported, inferred that its end follows from what came last.
	unknown, inferred bool
	// failure is the sign of a failure that was the last in it, nil for none.
	failure *model.SessionSign
	// background says what goes on behind it, "" for nothing. isListed says that a source listed that.
	background string
	isListed   bool
	// last is what shows that it goes on.
	last *model.SessionSign
}

// step is something that changes the phase of a turn.
type step struct {
	at   model.Instant
	sign *model.SessionSign
	// isEnd says that it is the end of the sign and not its beginning.
	isEnd bool
}

// latestTurn follows the main thread from its latest prompt on.
func (r *reading) latestTurn() turn {
	var t turn
	for _, s := range r.threads[""].steps() {
		switch {
		case isPrompt(*s.sign) && s.isEnd:
			t.endWith(s)
		case s.isEnd:
			t.goOn(s)
		default:
			t.take(s, r.threads)
		}
	}
	t.endWithAnswer(r)
	return t
}

// endWithAnswer ends a turn whose last sign is an answer, where nothing else tells the end of a turn.
func (t *turn) endWithAnswer(r *reading) {
	if t.phase != openTurn || t.last == nil || t.last.Tool != model.ToolMessage || r.threads[""].hasOpenCall() {
		return
	}
	if t.unknown || agent.Get(r.Agent).Waits.AnswerEnds {
		t.phase, t.why, t.at, t.by, t.inferred = endedTurn, model.WhyDone, t.last.At, t.last.By, true
	}
}

// steps returns what changes the phase of a turn, in the order of time.
func (t *thread) steps() []step {
	var steps []step
	for i := range t.signs {
		sign := &t.signs[i]
		steps = append(steps, step{at: sign.At, sign: sign})
		if (isCall(*sign) || isPrompt(*sign)) && !isOpen(*sign) && !sign.Status.IsRunning() && !sign.Silent {
			steps = append(steps, step{at: cmp.Or(sign.EndedAt, lastOf(t.signs, sign)), sign: sign, isEnd: true})
		}
	}
	slices.SortStableFunc(steps, func(a, b step) int { return a.at.Compare(b.at) })
	return steps
}

// lastOf returns when something ended of which that is not known: a prompt with what came last, a call when it began.
func lastOf(signs []model.SessionSign, sign *model.SessionSign) model.Instant {
	if !isPrompt(*sign) {
		return sign.At
	}
	last := sign.At
	for i := range signs {
		if isActivity(signs[i]) || signs[i].Type == ingest.TypeError {
			last = signs[i].At
		}
	}
	return last
}

// take takes a sign into account.
func (t *turn) take(s step, threads map[string]*thread) {
	switch kind := kindOf(*s.sign); {
	case isPrompt(*s.sign):
		*t = turn{phase: openTurn, began: s.at, at: s.at, by: s.sign.By, last: s.sign}
	case kind == agent.TurnEnded:
		t.end(model.WhyDone, s)
		t.isListed = s.sign.Background != nil
		if len(s.sign.Background) > 0 {
			t.background = cmp.Or(s.sign.BackgroundText, s.sign.Background[0])
		}
	case kind == agent.TurnInterrupted:
		t.end(model.WhyInterrupted, s)
	case kind == agent.TurnFailed && agent.IsCutShort(firstLine(s.sign.Failure)):
		t.end(model.WhyCutShort, s)
	case s.sign.Type == ingest.TypeError:
		t.fail(s)
	case isStart(*s.sign) && t.phase != openTurn:
		*t = turn{at: s.at, by: s.sign.By}
	case isActivity(*s.sign):
		t.goOn(s)
		t.cutShort(s)
	default:
		t.beIdle(s, threads)
	}
}

// goOn takes a sign of work into account. It opens a turn that had ended, unless it may be what came right before the end.
func (t *turn) goOn(s step) {
	isNew := isCall(*s.sign) && !s.isEnd
	switch {
	case t.phase == noTurn:
		*t = turn{phase: openTurn, began: s.at, at: s.at, by: s.sign.By, unknown: true, last: s.sign}
	case t.phase == openTurn && isBrokenOff(s):
		t.end(model.WhyInterrupted, s)
		t.inferred = true
	case t.phase == openTurn:
		t.last, t.failure, t.by = s.sign, nil, s.sign.By
	case t.phase == failedTurn && s.at.Compare(t.at) > 0, isNew && s.at.Compare(t.at) > 0, isAfter(s.at, t.at, afterEnd):
		t.phase, t.why, t.at, t.by, t.last, t.failure, t.background, t.unknown, t.inferred = openTurn, "", s.at, s.sign.By, s.sign, nil, "", false, false
	}
}

// isBrokenOff reports whether the step is the end of a call that the user broke off, with which the turn ends unless something follows.
func isBrokenOff(s step) bool {
	return s.isEnd && s.sign.Type == ingest.TypeToolCall && s.sign.Status == model.StatusCancelled
}

// endWith ends the turn as its prompt states. Of a prompt that other programs stored with no status nothing is known.
func (t *turn) endWith(s step) {
	switch status := s.sign.Status; {
	case status == model.StatusRecorded, status == model.StatusNone:
		t.unknown = true
	case status.IsCompleted():
		if t.why != model.WhyCutShort && t.phase != failedTurn {
			t.end(model.WhyDone, s)
		}
	case status == model.StatusCancelled:
		t.end(model.WhyInterrupted, s)
	case status.IsError() && t.phase == openTurn && t.failure == nil:
		t.fail(s)
	}
}

// end ends the turn.
func (t *turn) end(why model.StateReason, s step) {
	if t.phase == failedTurn && why == model.WhyDone || t.phase == endedTurn && t.why == model.WhyCutShort {
		return // the answer to which the end belongs only says what failed
	}
	isKnown := t.phase == endedTurn && t.why == why && !isAfter(s.at, t.at, afterEnd)
	t.phase, t.why, t.unknown, t.inferred, t.last, t.failure = endedTurn, why, false, false, nil, nil
	if !isKnown {
		t.at, t.by, t.background, t.isListed = s.at, s.sign.By, "", false
	} else if kindOf(*s.sign) != agent.Notice {
		t.by = s.sign.By
	}
}

// fail notes a failure. One after which the request is made again does not end the turn.
func (t *turn) fail(s step) {
	if isTry(*s.sign) {
		if t.phase == openTurn {
			t.failure = s.sign
		}
		return
	}
	t.phase, t.why, t.at, t.by, t.failure, t.last = failedTurn, model.WhyRequest, s.at, s.sign.By, s.sign, nil
}

// isTry reports whether a request that failed is made again soon. Telemetry reports each try, and other programs any failure at all.
func isTry(sign model.SessionSign) bool {
	if sign.RetryIn != nil {
		return *sign.RetryIn < float64(retrying.Milliseconds())
	}
	return sign.By == model.ByTelemetry || sign.By == model.ByAPI
}

// cutShort ends the turn with an answer that became too long.
func (t *turn) cutShort(s step) {
	if agent.IsCutShort(s.sign.StopReason) {
		t.end(model.WhyCutShort, s)
	}
}

// beIdle ends a turn whose end no source reported, because the agent says that it waits for a prompt. Agents say so too while subagents run.
func (t *turn) beIdle(s step, threads map[string]*thread) {
	notice, ok := agent.NoticeNamed(s.sign.Notice)
	if !ok || !notice.Idle || t.phase != openTurn {
		return
	}
	for id, each := range threads {
		for _, sign := range each.signs {
			if isOpen(sign) || id != "" && each.isRunning() {
				return
			}
		}
	}
	t.end(model.WhyDone, s)
}

// isRunning reports whether a subagent has not stopped.
func (t *thread) isRunning() bool {
	return len(t.signs) > 0 && kindOf(t.signs[len(t.signs)-1]) != agent.SubagentStopped
}

func firstLine(text string) string {
	for i := range text {
		if text[i] == '\n' {
			return text[:i]
		}
	}
	return text
}

func sortedIDs(threads map[string]*thread) []string { return slices.Sorted(maps.Keys(threads)) }
