package conversation_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/conversation"
)

// texts is a thread with a text in each message.
type texts struct {
	*thread
	of map[string]string
}

func newTexts(all ...string) *texts {
	t := &texts{newThread(len(all), 0), map[string]string{}}
	for i, text := range all {
		t.of[t.messages[i].ID] = text
	}
	return t
}

func (t *texts) Parts(_ context.Context, ids []string, limit int) ([]model.MessagePart, error) {
	var parts []model.MessagePart
	for _, id := range ids {
		parts = append(parts, model.MessagePart{MessageID: id, Text: t.of[id][:min(limit, len(t.of[id]))]})
	}
	return parts, nil
}

func TestWhatIsFoundIsMarked(t *testing.T) {
	for name, test := range map[string]struct {
		text, words, want string
	}{
		"a word":                 {"Fix the door", "the", "1: Fix [the] door"},
		"whatever its case":      {"The THE the", "the", "3: [The] [THE] [the]"},
		"what means more":        {"a.b a+b (a|b)", "(a|b)", "1: a.b a+b [(a|b)]"},
		"other letters":          {"Größe ÄNDERN", "größe ändern", "1: [Größe ÄNDERN]"},
		"over a line":            {"one\ntwo\tthree", "two", "1: one [two] three"},
		"far within a long text": {strings.Repeat("x", 500) + "door" + strings.Repeat("列", 500), "door", "1: " + strings.Repeat("x", 60) + "[door]" + strings.Repeat("列", 60)},
		"nothing":                {"Fix the door", "window", ""},
	} {
		t.Run(name, func(t *testing.T) {
			found, err := conversation.New(newTexts(test.text), costs{}).Find(t.Context(), conversation.FindQuery{SessionID: "s", Words: test.words, Limit: 10})
			if err != nil || found.Next != nil {
				t.Fatal(found.Next, err)
			}
			got := ""
			for _, hit := range found.Hits {
				runes := []rune(hit.Snippet)
				for _, mark := range slices.Backward(hit.Marks) {
					runes = slices.Concat(runes[:mark[0]], []rune("["), runes[mark[0]:mark[1]], []rune("]"), runes[mark[1]:])
				}
				got += fmt.Sprintf("%d: %s", hit.Matches, string(runes))
			}
			if got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// TestASearchGoesOnWhereItEnded searches a thread of 300 messages, of which each third has the word, and very long ones.
func TestASearchGoesOnWhereItEnded(t *testing.T) {
	var all, want []string
	long := strings.Repeat("long ", 400_000)
	for i := range 300 {
		text := "nothing"
		if i%3 == 0 {
			text = "a word"
			want = append(want, fmt.Sprintf("m%03d", i))
		}
		if i%4 == 1 {
			text += long
		}
		all = append(all, text)
	}
	service := conversation.New(newTexts(all...), costs{})
	var got []string
	var after *model.MessageCursor
	for calls := 0; ; calls++ {
		found, err := service.Find(t.Context(), conversation.FindQuery{SessionID: "s", Words: "WORD", After: after, Limit: 7})
		if err != nil || len(found.Hits) > 7 || calls > 60 {
			t.Fatal(len(found.Hits), err)
		}
		for _, hit := range found.Hits {
			got = append(got, hit.Message.ID)
		}
		if after = found.Next; after == nil {
			break
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("found %d, want %d", len(got), len(want))
	}
	if _, err := service.Find(t.Context(), conversation.FindQuery{SessionID: "nobody", Words: "x", Limit: 7}); apperr.CodeOf(err) != apperr.CodeNotFound {
		t.Error(err)
	}
}
