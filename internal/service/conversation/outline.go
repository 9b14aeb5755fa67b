package conversation

import (
	"context"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Limits of an outline.
const (
	DefaultEntries = 200
	MaxEntries     = 1000
	// shownText is how much of a prompt an outline shows, in characters, and readText how much of it is read, in bytes.
	shownText = 200
	readText  = 4 * shownText
)

// OutlineQuery says which part of an outline is read: the entries after a position, nil for the first.
type OutlineQuery struct {
	SessionID, Subagent string
	After               *model.MessageCursor
	Limit               int
}

// Outline are the prompts of a thread, and where its conversation was compacted.
type Outline struct {
	Thread  model.MessageThread
	Entries []OutlineEntry
	// Total is the number of entries of the thread. Next is the position from which the outline goes on, nil where it does not.
	Total int64
	Next  *model.MessageCursor
}

// OutlineEntry is a prompt, or a compaction, with what follows it up to the next entry.
type OutlineEntry struct {
	model.Message
	// Text is the beginning of the prompt, on one line.
	Text string
	// Answers and Calls are the numbers of messages of these kinds, Failed is the number of calls that failed, and Errors that of errors.
	Answers, Calls, Failed, Errors int64
	// Spent is what the requests cost that belong to the prompt and to its calls.
	Spent model.Spent
}

// Outline returns a part of the outline of a thread. It returns CodeNotFound for a session that is not known.
func (s *Service) Outline(ctx context.Context, q OutlineQuery) (Outline, error) {
	whole := model.MessageThread{SessionID: q.SessionID, Subagent: q.Subagent}
	heads := whole
	heads.Kinds = []model.MessageKind{model.KindPrompt, model.KindCompaction}
	o := Outline{Thread: whole}
	totals, err := s.store.Totals(ctx, heads)
	if err != nil {
		return o, err
	}
	o.Total = totals.Messages
	messages, err := s.store.After(ctx, heads, q.After, q.Limit+1)
	if err != nil {
		return o, err
	}
	if len(messages) == 0 {
		return o, s.checkSession(ctx, q.SessionID)
	}
	var end *model.MessageCursor
	if len(messages) > q.Limit {
		behind, last := messages[q.Limit].Cursor(), messages[q.Limit-1].Cursor()
		end, o.Next, messages = &behind, &last, messages[:q.Limit]
	}
	if o.Entries, err = s.entries(ctx, messages); err != nil {
		return o, err
	}
	return o, s.addSteps(ctx, o, end)
}

// entries returns prompts with their texts.
func (s *Service) entries(ctx context.Context, messages []model.Message) ([]OutlineEntry, error) {
	entries, ids, places := make([]OutlineEntry, len(messages)), make([]string, len(messages)), map[string]int{}
	for i, m := range messages {
		entries[i].Message, ids[i], places[m.ID] = m, m.ID, i
	}
	parts, err := s.store.Parts(ctx, ids, readText)
	if err != nil {
		return nil, err
	}
	for _, p := range parts {
		if e := &entries[places[p.MessageID]]; e.Text == "" && p.Section == model.SectionBody && p.Type != model.PartReminder {
			e.Text = firstWords(p.Text)
		}
	}
	return entries, nil
}

// firstWords returns the beginning of a text on one line.
func firstWords(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	kept, isLonger := model.Cut(text, shownText)
	if !isLonger {
		return text
	}
	return kept + "…"
}

// addSteps counts what follows each entry, up to the next one or to an end.
func (s *Service) addSteps(ctx context.Context, o Outline, end *model.MessageCursor) error {
	steps, err := s.store.Steps(ctx, o.Thread, o.Entries[0].Cursor(), end)
	if err != nil {
		return err
	}
	var events []string
	of := make([]int, len(steps))
	at := -1
	for i, step := range steps {
		if at+1 < len(o.Entries) && step.MessageID == o.Entries[at+1].ID {
			at++
		}
		of[i] = at
		o.Entries[at].count(step)
		if step.EventID != "" {
			events = append(events, step.EventID)
		}
	}
	spent, err := s.costs.Costs(ctx, events)
	if err != nil {
		return err
	}
	for i, step := range steps {
		if cost, has := spent[step.EventID]; has {
			entry := &o.Entries[of[i]]
			entry.Spent = entry.Spent.Plus(cost)
		}
	}
	return nil
}

// count counts a message that follows the entry.
func (e *OutlineEntry) count(step model.MessageStep) {
	switch step.Kind {
	case model.KindAnswer:
		e.Answers++
	case model.KindError:
		e.Errors++
	case model.KindCall:
		e.Calls++
		if step.Status.IsError() {
			e.Failed++
		}
	}
}
