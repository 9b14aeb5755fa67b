package conversation_test

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/conversation"
)

// thread is a thread of messages in memory, each with one text of some length.
type thread struct {
	messages []model.Message
	length   int
}

// newThread returns a thread of n messages, whose ids are their numbers.
func newThread(n, length int) *thread {
	t := &thread{length: length}
	for i := range n {
		t.messages = append(t.messages, model.Message{
			ID: fmt.Sprintf("m%03d", i), SessionID: "s", At: model.Instant(fmt.Sprintf("2026-03-18T12:00:%02d.000000", i/10)), Position: int64(i),
			Kind: []model.MessageKind{model.KindPrompt, model.KindAnswer}[i%2],
		})
	}
	return t
}

// newService returns the service over a thread. The requests of each call cost two millionths of a dollar.
func newService(t *thread) *conversation.Service { return conversation.New(t, costs{}) }

type costs struct{}

func (costs) Costs(_ context.Context, ids []string) (map[string]model.Spent, error) {
	spent := map[string]model.Spent{}
	for _, id := range ids {
		spent[id] = model.Spent{Requests: 1, Cost: 2}
	}
	return spent, nil
}

func (t *thread) Steps(_ context.Context, in model.MessageThread, from model.MessageCursor, to *model.MessageCursor) ([]model.MessageStep, error) {
	var steps []model.MessageStep
	for _, m := range t.of(in) {
		if m.ID >= from.ID && (to == nil || m.ID < to.ID) {
			step := model.MessageStep{MessageID: m.ID, Kind: m.Kind, EventID: m.EventID}
			if m.Status != nil {
				step.Status = model.Status(*m.Status)
			}
			steps = append(steps, step)
		}
	}
	return steps, nil
}

func (t *thread) HasSession(_ context.Context, id string) (bool, error) { return id == "s", nil }

func (t *thread) Message(_ context.Context, session, id string) (model.Message, bool, error) {
	i := slices.IndexFunc(t.messages, func(m model.Message) bool { return m.ID == id && m.SessionID == session })
	if i < 0 {
		return model.Message{}, false, nil
	}
	return t.messages[i], true, nil
}

// of returns the messages of a thread.
func (t *thread) of(in model.MessageThread) []model.Message {
	var of []model.Message
	for _, m := range t.messages {
		if m.SessionID == in.SessionID && m.Subagent == in.Subagent && (len(in.Kinds) == 0 || slices.Contains(in.Kinds, m.Kind)) {
			of = append(of, m)
		}
	}
	return of
}

func (t *thread) Totals(_ context.Context, in model.MessageThread) (model.ThreadTotals, error) {
	return model.ThreadTotals{Messages: int64(len(t.of(in)))}, nil
}

func (t *thread) Rank(_ context.Context, in model.MessageThread, before model.MessageCursor) (int64, error) {
	rank := int64(0)
	for _, m := range t.of(in) {
		if m.ID < before.ID {
			rank++
		}
	}
	return rank, nil
}

func (t *thread) After(_ context.Context, in model.MessageThread, position *model.MessageCursor, limit int) ([]model.Message, error) {
	all := slices.DeleteFunc(t.of(in), func(m model.Message) bool { return position != nil && m.ID <= position.ID })
	return all[:min(limit, len(all))], nil
}

func (t *thread) Before(_ context.Context, in model.MessageThread, position *model.MessageCursor, limit int) ([]model.Message, error) {
	all := slices.DeleteFunc(t.of(in), func(m model.Message) bool { return position != nil && m.ID >= position.ID })
	return all[max(0, len(all)-limit):], nil
}

func (t *thread) Parts(_ context.Context, ids []string, limit int) ([]model.MessagePart, error) {
	var parts []model.MessagePart
	for _, id := range ids {
		parts = append(parts, model.MessagePart{MessageID: id, Section: model.SectionBody, Text: strings.Repeat("ä", min(t.length, limit)/2), Bytes: int64(t.length), IsWhole: t.length <= limit})
	}
	return parts, nil
}

func (t *thread) Content(context.Context, int64) (model.MessagePart, io.ReadSeekCloser, bool, error) {
	return model.MessagePart{}, nil, false, nil
}

func (t *thread) Blob(context.Context, string) (model.MessageBlob, []byte, bool, error) {
	return model.MessageBlob{}, nil, false, nil
}

// shown describes a window: its first and its last message, where it is in the thread, and whether the thread goes on.
func shown(w conversation.Window) string {
	if len(w.Messages) == 0 {
		return "nothing"
	}
	text := fmt.Sprintf("%s-%s first %d anchor %d", w.Messages[0].ID, w.Messages[len(w.Messages)-1].ID, w.First, w.Anchor)
	if w.Previous != nil {
		text += " prev"
	}
	if w.Next != nil {
		text += " next"
	}
	return text
}

func TestAWindowIsWhereItIsAskedFor(t *testing.T) {
	at := func(n int) *model.MessageCursor {
		m := newThread(100, 2).messages[n]
		cursor := m.Cursor()
		return &cursor
	}
	for name, test := range map[string]struct {
		q    conversation.Query
		want string
	}{
		"at the beginning":        {conversation.Query{Limit: 10}, "m000-m009 first 0 anchor -1 next"},
		"at the end":              {conversation.Query{FromEnd: true, Limit: 10}, "m090-m099 first 90 anchor -1 prev"},
		"all":                     {conversation.Query{Limit: 100}, "m000-m099 first 0 anchor -1"},
		"before":                  {conversation.Query{Before: at(50), Limit: 10}, "m040-m049 first 40 anchor -1 prev next"},
		"after":                   {conversation.Query{After: at(50), Limit: 10}, "m051-m060 first 51 anchor -1 prev next"},
		"before the first":        {conversation.Query{Before: at(0), Limit: 10}, "nothing"},
		"after the last":          {conversation.Query{After: at(99), Limit: 10}, "nothing"},
		"around":                  {conversation.Query{Around: "m050", Limit: 11}, "m045-m055 first 45 anchor 5 prev next"},
		"around the first":        {conversation.Query{Around: "m000", Limit: 11}, "m000-m010 first 0 anchor 0 next"},
		"around one near the end": {conversation.Query{Around: "m098", Limit: 11}, "m089-m099 first 89 anchor 9 prev"},
		"around alone":            {conversation.Query{Around: "m050", Limit: 1}, "m050-m050 first 50 anchor 0 prev next"},
		"around one of another kind": {
			conversation.Query{Around: "m050", Limit: 4, Kinds: []model.MessageKind{model.KindAnswer}}, "m049-m053 first 24 anchor -1 prev next",
		},
		"of a kind": {conversation.Query{Limit: 3, Kinds: []model.MessageKind{model.KindAnswer}}, "m001-m005 first 0 anchor -1 next"},
	} {
		t.Run(name, func(t *testing.T) {
			q := test.q
			q.SessionID, q.Bytes = "s", conversation.DefaultBytes
			w, err := newService(newThread(100, 2)).Window(t.Context(), q)
			if got := shown(w); err != nil || got != test.want {
				t.Errorf("got %s, %v, want %s", got, err, test.want)
			}
		})
	}
}

// TestAWindowHasOnlySoManyBytes asks for windows of messages of which each takes about 10,600 bytes.
func TestAWindowHasOnlySoManyBytes(t *testing.T) {
	for name, test := range map[string]struct {
		q     conversation.Query
		bytes int
		want  string
	}{
		"from the beginning":          {conversation.Query{}, 32_000, "m000-m002 first 0 anchor -1 next"},
		"from the end":                {conversation.Query{FromEnd: true}, 32_000, "m097-m099 first 97 anchor -1 prev"},
		"around":                      {conversation.Query{Around: "m050"}, 54_000, "m048-m052 first 48 anchor 2 prev next"},
		"less than a message":         {conversation.Query{Around: "m050"}, 2_000, "m050-m050 first 50 anchor 0 prev next"},
		"less than the first message": {conversation.Query{}, 2_000, "m000-m000 first 0 anchor -1 next"},
	} {
		t.Run(name, func(t *testing.T) {
			q := test.q
			q.SessionID, q.Limit, q.Bytes = "s", 60, test.bytes
			w, err := newService(newThread(100, 10_000)).Window(t.Context(), q)
			if got := shown(w); err != nil || got != test.want {
				t.Errorf("got %s, %v, want %s", got, err, test.want)
			}
			size := 0
			for _, m := range w.Messages {
				for _, p := range m.Parts {
					size += len(p.Text)
				}
			}
			if size > test.bytes {
				t.Errorf("it has %d bytes", size)
			}
		})
	}
}

func TestALongTextComesAsItsBeginning(t *testing.T) {
	w, err := newService(newThread(1, 40_000)).Window(t.Context(), conversation.Query{SessionID: "s", Limit: 1, Bytes: conversation.DefaultBytes})
	if err != nil {
		t.Fatal(err)
	}
	if p := w.Messages[0].Parts[0]; len(p.Text) != conversation.MaxText || p.IsWhole || p.Bytes != 40_000 {
		t.Errorf("%d bytes of %d, all of it: %v", len(p.Text), p.Bytes, p.IsWhole)
	}
}

func TestWhatIsNotKnownIsNotFound(t *testing.T) {
	service, subagent := newService(newThread(3, 2)), "a"
	for name, q := range map[string]conversation.Query{
		"a session":                     {SessionID: "t"},
		"a message":                     {SessionID: "s", Around: "nobody"},
		"a message of another session":  {SessionID: "t", Around: "m001"},
		"a message of another subagent": {SessionID: "s", Around: "m001", Subagent: &subagent},
	} {
		q.Limit, q.Bytes = 10, 1000
		if _, err := service.Window(t.Context(), q); apperr.CodeOf(err) != apperr.CodeNotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := service.Content(t.Context(), 1); apperr.CodeOf(err) != apperr.CodeNotFound {
		t.Errorf("a part: %v", err)
	}
	if _, _, err := service.Blob(t.Context(), "x"); apperr.CodeOf(err) != apperr.CodeNotFound {
		t.Errorf("data: %v", err)
	}
}
