package conversation_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/conversation"
)

// turns is a thread of three prompts, each with an answer, three calls of which one failed, and an error.
func turns() *thread {
	t := newThread(0, 10)
	failed, completed := "failed", "completed"
	for i := range 3 {
		for j, kind := range []model.MessageKind{model.KindPrompt, model.KindAnswer, model.KindCall, model.KindCall, model.KindCall, model.KindError} {
			m := model.Message{ID: fmt.Sprintf("m%d%d", i, j), SessionID: "s", At: model.Instant(fmt.Sprintf("2026-03-18T12:0%d:0%d.000000", i, j)), Kind: kind}
			if kind == model.KindCall {
				m.EventID, m.Status = m.ID, &completed
			}
			if j == 4 {
				m.Status = &failed
			}
			t.messages = append(t.messages, m)
		}
	}
	return t
}

func TestAnOutlineCountsWhatFollowsAPrompt(t *testing.T) {
	service := newService(turns())
	var got []string
	var after *model.MessageCursor
	for range 5 {
		o, err := service.Outline(t.Context(), conversation.OutlineQuery{SessionID: "s", After: after, Limit: 2})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range o.Entries {
			got = append(got, fmt.Sprintf("%s %s %d answers %d calls %d failed %d errors %d of %d", e.ID, e.Text, e.Answers, e.Calls, e.Failed, e.Errors, e.Spent.Cost, o.Total))
		}
		if after = o.Next; after == nil {
			break
		}
	}
	want := ""
	for i := range 3 {
		want += fmt.Sprintf("m%d0 äääää 1 answers 3 calls 1 failed 1 errors 6 of 3\n", i)
	}
	if strings.Join(got, "\n")+"\n" != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
	if _, err := service.Outline(t.Context(), conversation.OutlineQuery{SessionID: "nobody", Limit: 2}); apperr.CodeOf(err) != apperr.CodeNotFound {
		t.Error(err)
	}
}

func TestALongPromptIsShownByItsBeginning(t *testing.T) {
	o, err := newService(newThread(1, 40_000)).Outline(t.Context(), conversation.OutlineQuery{SessionID: "s", Limit: 2})
	if err != nil || o.Entries[0].Text != strings.Repeat("ä", 200)+"…" {
		t.Errorf("%v, %v", o.Entries, err)
	}
}
