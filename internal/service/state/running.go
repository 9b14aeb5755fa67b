package state

import (
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// running returns the state of a session that neither waits for its user nor has a reported end.
func (r *reading) running() model.SessionState {
	t := r.turn
	switch t.phase {
	case openTurn:
		return r.working(t)
	case failedTurn:
		return r.failed(t)
	case endedTurn:
		return r.idle(t)
	default:
		started := model.SessionState{Name: model.StateStarted, Since: r.heardOr(t.at), By: t.by}
		if started.By == "" {
			started.By = model.ByAPI
		}
		return r.orEnded(started)
	}
}

// working returns the state of a session whose turn is open: it works, unless nothing was heard of it for long.
func (r *reading) working(t turn) model.SessionState {
	if t.failure != nil && r.since(t.failure.At) >= retrying && r.since(r.heard) >= retrying {
		return r.failed(turn{at: t.failure.At, by: t.failure.By, failure: t.failure, inferred: true})
	}
	working := model.SessionState{Name: model.StateWorking, Since: t.began, By: t.by, Detail: line(r.doing(t)), Inferred: t.unknown}
	switch silence := r.since(r.heard); {
	case silence < quiet:
		return working
	case silence < silent:
		working.Name, working.Since, working.By, working.Inferred = model.StateStale, r.heard, model.ByClock, true
		return working
	case t.unknown && !r.hasOpenCall():
		return r.silentEnd()
	default:
		return model.SessionState{
			Name: model.StateUnclean, Why: model.WhySilence, Detail: working.Detail, Since: r.heard, By: model.ByClock, Inferred: true,
		}
	}
}

// doing returns what the session does: its latest open call.
func (r *reading) doing(t turn) string {
	if t.failure != nil {
		return t.failure.Failure
	}
	signs := r.threads[""].signs
	for i := len(signs) - 1; i >= 0; i-- {
		if isOpen(signs[i]) {
			return described(signs[i].Tool, signs[i].Text)
		}
	}
	return ""
}

func (r *reading) hasOpenCall() bool {
	for _, t := range r.threads {
		if t.hasOpenCall() {
			return true
		}
	}
	return false
}

func (t *thread) hasOpenCall() bool { return slices.ContainsFunc(t.signs, isOpen) }

// failed returns the state after a failure: what the user can wait for or do about is a wait.
func (r *reading) failed(t turn) model.SessionState {
	state := model.SessionState{Name: model.StateFailed, Why: model.WhyRequest, Since: t.at, By: t.by, Inferred: t.inferred}
	if t.failure == nil {
		return state
	}
	if isAfter(r.LastRequest, t.at, afterEnd) { // a request that worked
		return r.working(turn{phase: openTurn, began: t.began, at: r.LastRequest, by: t.by})
	}
	state.Detail = line(t.failure.Failure)
	switch agent.FailureOf(t.failure.Failure) {
	case agent.ForLogin:
		state.Why = model.WhyLogin
		if r.since(t.at) < unanswered && !r.hasLoggedIn(t.at) {
			state.Name = model.StateWaiting
		}
	case agent.ForLimit:
		state.Why = model.WhyLimit
		if until, ok := limitEnd(t.failure, t.at); ok {
			state.Until = model.NewInstant(until)
			if r.now.Before(until) {
				state.Name = model.StateWaiting
			}
		}
	}
	return state
}

// hasLoggedIn reports whether the user logged in after an instant.
func (r *reading) hasLoggedIn(after model.Instant) bool {
	for _, sign := range r.Signs {
		if isAnswer(sign, model.WhyLogin) && sign.At.Compare(after) > 0 {
			return true
		}
	}
	return false
}

// idle returns the state of a session whose turn has ended. It works as long as something goes on in the background.
func (r *reading) idle(t turn) model.SessionState {
	if working, ok := r.behind(t); ok {
		return working
	}
	return r.orEnded(model.SessionState{Name: model.StateIdle, Why: t.why, Since: t.at, By: t.by, Inferred: t.inferred})
}

// behind returns the state of a session whose turn has ended and that goes on in the background, as far as something is heard of it.
func (r *reading) behind(t turn) (model.SessionState, bool) {
	state := model.SessionState{Name: model.StateWorking, Why: model.WhyBackground, Detail: line(t.background), Since: t.at, By: t.by}
	if t.background == "" {
		actor := r.actorBehind(t)
		if t.isListed || actor == "" {
			return state, false
		}
		state.Subagent, state.Inferred = actor, true
	}
	switch silence := r.since(r.heard); {
	case silence < quiet:
		return state, true
	case silence < silent:
		state.Name, state.Since, state.By, state.Inferred = model.StateStale, r.heard, model.ByClock, true
		return state, true
	default:
		return state, false
	}
}

// actorBehind returns the subagent that did something after the end of the turn and has not stopped, "" for none.
func (r *reading) actorBehind(t turn) string {
	for _, id := range sortedIDs(r.threads) {
		each := r.threads[id]
		if id != "" && each.isRunning() && isAfter(each.signs[len(each.signs)-1].At, t.at, afterEnd) {
			return each.actor
		}
	}
	return ""
}

// orEnded returns the state, or the end of a session of which nothing was heard for long.
func (r *reading) orEnded(state model.SessionState) model.SessionState {
	if r.since(r.heardOr(state.Since)) >= silent {
		return r.silentEnd()
	}
	return state
}

func (r *reading) silentEnd() model.SessionState {
	return model.SessionState{Name: model.StateEnded, Why: model.WhySilence, Since: r.heard, By: model.ByClock, Inferred: true}
}

// heardOr returns when something was heard last, or the given instant where nothing was.
func (r *reading) heardOr(at model.Instant) model.Instant {
	if r.heard == "" {
		return at
	}
	return r.heard
}
