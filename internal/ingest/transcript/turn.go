package transcript

import (
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Last is what came last in a turn of the main agent, which says how the turn ended where no record does. The zero value is that of a turn in
// which nothing came after the prompt.
type Last struct {
	Kind LastKind
	At   model.Instant
}

// LastKind is a kind of thing in a turn.
type LastKind int

// The kinds of things in a turn: a call or its result, an answer, a failed request, and a call that the user broke off.
const (
	LastNothing LastKind = iota
	LastCall
	LastAnswer
	LastFailure
	LastInterruption
)

// See records what came at an instant.
func (l *Last) See(kind LastKind, at model.Instant) {
	if at.Compare(l.At) >= 0 {
		*l = Last{kind, at}
	}
}

// EndTurn ends the turn of a prompt at its last answer or call, because the next prompt came. Of a turn that was not answered nobody knows how
// it ended.
func (l *Last) EndTurn(prompt *ingest.Event, next string, out *Batch) {
	switch l.Kind {
	case LastAnswer:
		CloseTurn(prompt, ingest.StatusCompleted, l.At, out)
	case LastFailure:
		CloseTurn(prompt, ingest.StatusFailed, l.At, out)
	case LastInterruption:
		CloseTurn(prompt, ingest.StatusCancelled, l.At, out)
	default:
		leaveTurn(prompt, l.since(prompt), next, out)
	}
	*l = Last{}
}

// TakeUp ends the turn of a prompt because the agent takes up another one and goes on.
func (l *Last) TakeUp(prompt *ingest.Event, out *Batch) {
	CloseTurn(prompt, ingest.StatusCompleted, l.since(prompt), out)
	*l = Last{}
}

// since returns when the last thing came, or the prompt where nothing did.
func (l *Last) since(prompt *ingest.Event) model.Instant {
	if l.At.Compare(prompt.At) < 0 {
		return prompt.At
	}
	return l.At
}

// CloseTurn ends a turn that is open.
func CloseTurn(prompt *ingest.Event, status ingest.Status, at model.Instant, out *Batch) {
	if prompt.ID != "" && prompt.Status == ingest.StatusStarted {
		prompt.Status, prompt.EndedAt = status, at
		out.AddEvent(*prompt)
	}
}

// leaveTurn ends a turn of which nobody knows how it ended, with what is running in it.
func leaveTurn(prompt *ingest.Event, at model.Instant, next string, out *Batch) {
	if prompt.ID == "" || prompt.Status != ingest.StatusStarted {
		return
	}
	prompt.Status = ingest.StatusRecorded
	out.AddStop(ingest.Stop{
		SessionID: prompt.SessionID, At: at, Status: ingest.StatusRecorded, MainThread: true, Prompts: true, Except: next, EndedBy: ingest.EndedByPrompt,
	})
}
