package state

import (
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// wait is something for which a thread may wait.
type wait struct {
	why    model.StateReason
	detail string
	at     model.Instant
	by     model.StateSource
	// call is the call that waits, nil where none is known.
	call *model.SessionSign
	// reported says that a source reported the wait; else it counts only after a grace.
	reported bool
}

// waiting returns the wait of the session: that of its main thread, or else the earliest one of its subagents.
func (r *reading) waiting() (model.SessionState, bool) {
	if w := r.waitOf(r.threads[""]); w != nil {
		return w.state(""), true
	}
	var first *wait
	actor := ""
	for id, t := range r.threads {
		w := r.waitOf(t)
		if id == "" || w == nil || first != nil && w.at.Compare(first.at) >= 0 {
			continue
		}
		first, actor = w, t.actor
	}
	if first == nil {
		return model.SessionState{}, false
	}
	return first.state(actor), true
}

func (w *wait) state(subagent string) model.SessionState {
	return model.SessionState{
		Name: model.StateWaiting, Why: w.why, Detail: line(w.detail), Subagent: subagent, Since: w.at, By: w.by, Inferred: !w.reported,
	}
}

// findWaits finds the waits of the thread that are not over.
func (t *thread) findWaits() {
	for _, w := range append(t.requests(), t.reportedWaits()...) {
		if t.isOpen(w) {
			t.waits = append(t.waits, w)
		}
	}
}

// waitOf returns the latest wait of a thread, nil for none. One that is reported says more than one that is inferred.
func (r *reading) waitOf(t *thread) *wait {
	var latest *wait
	for i := range t.waits {
		w := &t.waits[i]
		isLater := latest == nil || w.at.Compare(latest.at) > 0 || w.reported && !latest.reported
		if isLater && r.counts(w) {
			latest = w
		}
	}
	return latest
}

// counts reports whether an open wait is long enough to be one, and not so long that nobody waits any more.
func (r *reading) counts(w *wait) bool {
	age := r.since(w.at)
	return age < unanswered && (w.reported || age >= grace)
}

// requests are the waits that follow from calls: those of tools that ask the user, and calls that are to be permitted.
func (t *thread) requests() []wait {
	var waits []wait
	for i := range t.signs {
		sign := &t.signs[i]
		switch asked := agent.AskedBy(sign.Tool); {
		case isCall(*sign) && asked != agent.NoWait:
			waits = append(waits, wait{why: reasonOf(asked), detail: question(sign.Text), at: sign.At, by: sign.By, call: sign, reported: true})
		case kindOf(*sign) == agent.PermissionAsked:
			waits = append(waits, t.permission(sign))
		case kindOf(*sign) == agent.QuestionAsked:
			waits = append(waits, wait{why: model.WhyQuestion, detail: sign.Text, at: sign.At, by: sign.By})
		}
	}
	return waits
}

// permission returns the wait of a call that is to be permitted.
func (t *thread) permission(sign *model.SessionSign) wait {
	w := wait{why: model.WhyPermission, detail: described(sign.AskedTool, sign.AskedText), at: sign.At, by: sign.By, call: t.callOf(sign)}
	if asked := agent.AskedBy(sign.AskedTool); asked != agent.NoWait {
		w.why, w.detail = reasonOf(asked), question(sign.AskedText)
	}
	return w
}

// callOf returns the call that a request for permission is about. Hooks name no call there: it is the latest one of the same tool with the same
// input that had begun, or else of the same tool.
func (t *thread) callOf(request *model.SessionSign) *model.SessionSign {
	var ofTool *model.SessionSign
	for i := len(t.signs) - 1; i >= 0; i-- {
		call := &t.signs[i]
		if !isCall(*call) || call.Tool != request.AskedTool || isAfter(call.At, request.At, time.Second) {
			continue
		}
		if call.Text == request.AskedText {
			return call
		}
		if ofTool == nil && isOpen(*call) {
			ofTool = call
		}
	}
	return ofTool
}

// isOpen reports whether nothing shows that a wait is over: the end of its call, the decision about it, a later call or message of the same
// thread, an answer, or the end of the turn. What another thread does says nothing.
func (t *thread) isOpen(w wait) bool {
	if w.call != nil && (!isOpen(*w.call) || w.call.DecidedAt != "") {
		return false
	}
	for i := range t.signs {
		sign := &t.signs[i]
		if sign.At.Compare(w.at) <= 0 || w.call != nil && sign.EventID == w.call.EventID {
			continue
		}
		if closesWaits(*sign) || isActivity(*sign) || isAnswer(*sign, w.why) {
			return false
		}
	}
	return true
}

// isAnswer reports whether the sign says that a wait of its kind is over.
func isAnswer(sign model.SessionSign, why model.StateReason) bool {
	if kindOf(sign) == agent.QuestionAnswered {
		return why == model.WhyQuestion
	}
	notice, ok := agent.NoticeNamed(sign.Notice)
	return ok && notice.Answers != agent.NoWait && reasonOf(notice.Answers) == why
}

// reasonOf returns the reason for a state that a wait is.
func reasonOf(w agent.Wait) model.StateReason {
	switch w {
	case agent.ForQuestion:
		return model.WhyQuestion
	case agent.ForPlan:
		return model.WhyPlan
	case agent.ForLimit:
		return model.WhyLimit
	case agent.ForLogin:
		return model.WhyLogin
	default:
		return model.WhyPermission
	}
}

// described returns what a call does: its tool and its input.
func described(tool, text string) string {
	if tool == "" || text == "" {
		return tool + text
	}
	return tool + ": " + text
}

// question returns the first question in the input of a tool that asks the user, or else the beginning of the input.
func question(input string) string {
	if first := gjson.Get(input, "questions.0.question").Str; first != "" {
		return first
	}
	for _, member := range []string{"question", "plan"} {
		if text := gjson.Get(input, member).Str; text != "" {
			return text
		}
	}
	return input
}

// longest is the length in characters of the longest detail.
const longest = 300

// line returns a text on one line, cut.
func line(text string) string {
	const more = longest + 1
	start, _ := model.Cut(text, 4*more)
	whole := strings.Join(strings.Fields(start), " ")
	if start, isCut := model.Cut(whole, longest); isCut {
		return start + "…"
	}
	return whole
}
