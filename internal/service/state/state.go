// Package state owns what sessions do: whether one works, waits for its user, has finished its turn, failed or ended. A state follows from stored
// facts and from the time, by one function (Of), and is stored nowhere: so it is true whatever reported the facts, in whatever order.
package state

import (
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// The times after which a silence means something.
const (
	// grace is how long a call that is to be permitted may be decided by a rule, before it is taken to wait for the user.
	grace = 5 * time.Second
	// retrying is how long a failed request may be made again, before the turn is taken to have failed.
	retrying = 2 * time.Minute
	// quiet is the silence after which an open turn is stale, and silent the one after which its session has ended.
	quiet  = 10 * time.Minute
	silent = time.Hour
	// unanswered is how long a session waits for its user.
	unanswered = 24 * time.Hour
)

// Of returns the state of a session at a time.
func Of(facts model.SessionFacts, now time.Time) model.SessionState {
	return newReading(facts, now).state(now)
}

// state returns the state at a time.
func (known *reading) state(now time.Time) model.SessionState {
	r := *known
	r.now = now.UTC()
	if end, ok := r.ended(); ok {
		return end
	}
	if wait, ok := r.waiting(); ok {
		return wait
	}
	return r.running()
}

// reading is what the facts of a session say, whatever the time. It never changes once it is made.
type reading struct {
	model.SessionFacts
	// now is the time at which the facts were read, and in a copy the one at which the state is asked for.
	now     time.Time
	threads map[string]*thread
	turn    turn
	// heard is when something was heard of the session last, sources when each source was.
	heard   model.Instant
	sources map[model.StateSource]model.Instant
}

func newReading(facts model.SessionFacts, now time.Time) *reading {
	r := &reading{SessionFacts: facts, now: now.UTC(), threads: map[string]*thread{"": {}}, sources: map[model.StateSource]model.Instant{}}
	r.hear(facts.CreatedAt)
	r.hear(facts.LastRequest)
	if facts.Prompt != nil {
		r.add(*facts.Prompt)
	}
	for _, sign := range facts.Signs {
		r.add(sign)
	}
	r.attachNotices()
	for _, t := range r.threads {
		t.findWaits()
	}
	r.turn = r.latestTurn()
	return r
}

// add adds a sign to its thread.
func (r *reading) add(sign model.SessionSign) {
	t := r.threads[sign.Subagent]
	if t == nil {
		t = &thread{actor: sign.Actor}
		r.threads[sign.Subagent] = t
	}
	t.signs = append(t.signs, sign)
	r.hear(sign.At)
	if sign.At.Compare(r.sources[sign.By]) > 0 {
		r.sources[sign.By] = sign.At
	}
	if !sign.Silent {
		r.hear(sign.EndedAt)
	}
}

// hear notes that something was heard. What is reported of the future is not.
func (r *reading) hear(at model.Instant) {
	if at != "" && at.Compare(r.heard) > 0 && at.Compare(model.NewInstant(r.now.Add(time.Minute))) < 0 {
		r.heard = at
	}
}

// since returns how long an instant is ago.
func (r *reading) since(at model.Instant) time.Duration { return ago(r.now, at) }

// ago returns how long an instant was ago at a time, a long time for what is no instant.
func ago(now time.Time, at model.Instant) time.Duration {
	t, ok := at.Time()
	if !ok {
		return 10 * 365 * 24 * time.Hour
	}
	return now.Sub(t)
}

// ended returns the state of a session whose end was reported. A silence is no report: the state follows from the time.
func (r *reading) ended() (model.SessionState, bool) {
	isOver := r.CompletedAt != "" || isEndedStatus(r.Status)
	if !isOver || r.Silent || r.wentOn() {
		return model.SessionState{}, false
	}
	end := model.SessionState{Name: model.StateEnded, Why: model.StateReason(r.EndReason), Since: r.CompletedAt, By: r.endedBy()}
	if r.Status == model.SessionFailed {
		end.Name = model.StateFailed
	}
	if end.Since == "" {
		end.Since = r.heard
	}
	return end, true
}

// wentOn reports whether a prompt or a start came after the reported end.
func (r *reading) wentOn() bool {
	if r.CompletedAt == "" {
		return false
	}
	if r.Prompt != nil && r.Prompt.At.Compare(r.CompletedAt) > 0 {
		return true
	}
	for _, sign := range r.Signs {
		if isStart(sign) && sign.At.Compare(r.CompletedAt) > 0 {
			return true
		}
	}
	return false
}

// endedBy returns what reported the end: the hook of it, or else whatever stored it.
func (r *reading) endedBy() model.StateSource {
	for _, sign := range r.Signs {
		if isEnd(sign) {
			return sign.By
		}
	}
	if r.EndReason != "" {
		return model.ByHook
	}
	return model.ByAPI
}

func isEndedStatus(status string) bool {
	for _, ended := range model.EndedSessionStatuses() {
		if status == ended {
			return true
		}
	}
	return false
}
