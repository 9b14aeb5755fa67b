package web

import (
	"context"
	"io"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
	"github.com/htmlgraph/htmlgraph/internal/service/conversation"
	"github.com/htmlgraph/htmlgraph/internal/web/reader"
)

// Limits of a window of messages on a page.
const (
	windowMessages = 60
	windowBytes    = 96 << 10
	// outlineEntries is the number of prompts around the window that the outline names.
	outlineEntries = 200
	outlineBytes   = 1 << 20
	// terminalEnd is how much of the end of a long output is read, and mostEnds for how many calls.
	terminalEnd = 16 << 10
	mostEnds    = 20
)

// reading reads windows of sessions for pages.
type reading struct {
	conversation *conversation.Service
	activity     *activity.Service
}

// windowView is the data of the template of a window.
type windowView struct {
	SessionID, Subagent string
	Turns               []turnView
	// From, To and Total are the numbers of the first and the last message, and the number of all in the thread.
	From, To, Total int64
	// Previous and Next are the cursors from which the thread goes on, "" where it does not.
	Previous, Next string
	// HasPrevious and HasNext say whether the part of a page that was asked for leads on in that direction.
	HasPrevious, HasNext bool
	// Anchor is the id of the element of the message that was asked for, "" for none.
	Anchor string
	// Answer is the last answer of a subagent, which precedes its messages. It is nil on other pages.
	Answer *reader.Text
}

// turnView is a turn with its sums.
type turnView struct {
	reader.Turn
	// Sums is nil where nothing is known of the event of the prompt.
	Sums *activity.Sums
}

// window reads a window with the sums of its turns.
func (r reading) window(ctx context.Context, q conversation.Query, limits reader.Limits) (windowView, conversation.Window, error) {
	w, err := r.conversation.Window(ctx, q)
	v := windowView{SessionID: q.SessionID, Subagent: w.Thread.Subagent, Total: w.Totals.Messages}
	if err != nil || len(w.Messages) == 0 {
		return v, w, err
	}
	v.From, v.To = w.First+1, w.First+int64(len(w.Messages))
	if w.Previous != nil {
		v.Previous, v.HasPrevious = w.Previous.String(), true
	}
	if w.Next != nil {
		v.Next, v.HasNext = w.Next.String(), true
	}
	if w.Anchor >= 0 {
		v.Anchor = reader.Anchor(w.Messages[w.Anchor].ID)
	}
	begun, err := r.promptBefore(ctx, w)
	if err != nil {
		return v, w, err
	}
	v.Turns, err = r.turns(ctx, w.Messages, begun, limits)
	return v, w, err
}

// promptBefore returns the prompt of the turn within which a window begins, nil for none.
func (r reading) promptBefore(ctx context.Context, w conversation.Window) (*model.Message, error) {
	if w.Messages[0].Kind == model.KindPrompt || w.Previous == nil {
		return nil, nil
	}
	subagent := w.Thread.Subagent
	prompts, err := r.conversation.Window(ctx, conversation.Query{
		SessionID: w.Thread.SessionID, Subagent: &subagent, Kinds: []model.MessageKind{model.KindPrompt}, Before: w.Previous, Limit: 1, Bytes: 1,
	})
	if err != nil || len(prompts.Messages) == 0 {
		return nil, err
	}
	return &prompts.Messages[0], nil
}

// turns divides messages into turns and adds their sums.
func (r reading) turns(ctx context.Context, messages []model.Message, begun *model.Message, limits reader.Limits) ([]turnView, error) {
	sumsOf, delegations := eventsOf(messages, begun)
	sums, err := r.activity.SumsOf(ctx, append(sumsOf, delegations...))
	if err != nil {
		return nil, err
	}
	tasks, err := r.activity.TasksOf(ctx, delegations)
	if err != nil {
		return nil, err
	}
	list := make([]reader.Message, len(messages))
	ends := 0
	for i, m := range messages {
		list[i] = reader.Message{Message: m, Task: tasks[m.EventID]}
		if part, ok := endless(m); ok && ends < mostEnds {
			ends++
			if list[i].End, err = r.end(ctx, part.ID, part.Bytes); err != nil {
				return nil, err
			}
		}
	}
	turns := reader.Turns(list, begun, limits)
	views := make([]turnView, len(turns))
	for i, t := range turns {
		views[i] = turnView{Turn: t}
		if own, ok := sums[t.EventID]; ok && t.EventID != "" {
			views[i].Sums = &own
		}
		for _, b := range t.Blocks {
			if b.Call != nil && b.Call.Delegation != nil {
				if below, ok := sums[b.EventID]; ok {
					b.Call.Delegation.Sums = &below
				}
			}
		}
	}
	return views, nil
}

// eventsOf returns the events of the prompts of a window, and those of its delegations.
func eventsOf(messages []model.Message, begun *model.Message) (prompts, delegations []string) {
	if begun != nil && begun.EventID != "" {
		prompts = append(prompts, begun.EventID)
	}
	for _, m := range messages {
		switch {
		case m.EventID == "":
		case m.Kind == model.KindPrompt:
			prompts = append(prompts, m.EventID)
		case m.Kind == model.KindCall && model.Or(m.Tool, "") == model.ToolTask:
			delegations = append(delegations, m.EventID)
		}
	}
	return prompts, delegations
}

// endless returns the output of a command of which the message has only the beginning: a page shows its end.
func endless(m model.Message) (model.MessagePart, bool) {
	for _, p := range m.Parts {
		if p.Type == model.PartResponse && !p.IsWhole && toolcall.KindOf(p.Name) == toolcall.KindShell {
			return p, true
		}
	}
	return model.MessagePart{}, false
}

// end returns the end of the text of a part, from the beginning of a line on.
func (r reading) end(ctx context.Context, partID, bytes int64) (string, error) {
	_, content, err := r.conversation.Content(ctx, partID)
	if err != nil {
		return "", err
	}
	defer content.Close() //nolint:errcheck // it is only read
	if _, err := content.Seek(max(bytes-terminalEnd, 0), io.SeekStart); err != nil {
		return "", err
	}
	text, err := io.ReadAll(io.LimitReader(content, terminalEnd))
	if err != nil {
		return "", err
	}
	_, lines, found := strings.Cut(string(text), "\n")
	if !found {
		lines = string(text)
	}
	return strings.ToValidUTF8(lines, ""), nil
}
