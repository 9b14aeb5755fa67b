package conversation_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/conversation"
)

// edits is a thread of calls, each of which was given a text.
type edits struct{ *texts }

func newEdits(inputs ...string) edits {
	t := edits{&texts{newThread(len(inputs), 0), map[string]string{}}}
	for i, input := range inputs {
		t.messages[i].Kind, t.messages[i].ID = model.KindCall, fmt.Sprintf("m%05d", i)
		t.of[t.messages[i].ID] = input
	}
	return t
}

func (t edits) Parts(ctx context.Context, ids []string, limit int) ([]model.MessagePart, error) {
	parts, err := t.texts.Parts(ctx, ids, limit)
	for i := range parts {
		parts[i].Type, parts[i].Name, parts[i].Bytes = model.PartCall, "Write", int64(len(t.of[parts[i].MessageID]))
	}
	return parts, err
}

// write is what a call is given that writes so many lines to a file.
func write(path string, lines int) string {
	return fmt.Sprintf(`{"file_path":%q,"content":%q}`, path, strings.Repeat("x\n", lines))
}

func TestChangesAreReadFromCallToCall(t *testing.T) {
	service := conversation.New(newEdits(write("a", 1), write("b", 2), write("a", 3), write("c", 4)), costs{})
	for name, test := range map[string]struct {
		limit int
		path  string
		want  []string
	}{
		"together":      {10, "", []string{"a +4 b +2 c +4"}},
		"two at a time": {2, "", []string{"a +1 b +2", "a +3 c +4"}},
		"one at a time": {1, "", []string{"a +1", "b +2", "a +3", "c +4"}},
		"of one file":   {1, "a", []string{"a +1", "a +3", ""}},
		"of none":       {1, "d", []string{""}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			q := conversation.ChangesQuery{SessionID: "s", Path: test.path, Limit: test.limit}
			for {
				changes, err := service.Changes(t.Context(), q)
				if err != nil {
					t.Fatal(err)
				}
				var files []string
				for _, f := range conversation.Files(changes.Edits) {
					files = append(files, fmt.Sprintf("%s +%d", f.Path, f.Added))
				}
				got = append(got, strings.Join(files, " "))
				if q.After = changes.Next; q.After == nil {
					break
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestALongEditIsReadWhole(t *testing.T) {
	service := conversation.New(newEdits(write("a", 20_000)), costs{})
	changes, err := service.Changes(t.Context(), conversation.ChangesQuery{SessionID: "s", Limit: 1})
	if err != nil || len(changes.Edits) != 1 || changes.Edits[0].Added != 20_000 {
		t.Errorf("%d edits, %v", len(changes.Edits), err)
	}
}

func TestManyCallsAreLookedAtInSteps(t *testing.T) {
	inputs := make([]string, 2100)
	inputs[2050] = write("a", 1)
	service := conversation.New(newEdits(inputs...), costs{})
	first, err := service.Changes(t.Context(), conversation.ChangesQuery{SessionID: "s", Limit: 1})
	if err != nil || len(first.Edits) != 0 || first.Next == nil {
		t.Fatalf("%d edits, next is %v, %v", len(first.Edits), first.Next, err)
	}
	second, err := service.Changes(t.Context(), conversation.ChangesQuery{SessionID: "s", Limit: 1, After: first.Next})
	if err != nil || len(second.Edits) != 1 || second.Next == nil {
		t.Errorf("%d edits, %v", len(second.Edits), err)
	}
}

func TestAnUnknownSessionHasNoChanges(t *testing.T) {
	_, err := conversation.New(newEdits(), costs{}).Changes(t.Context(), conversation.ChangesQuery{SessionID: "other", Limit: 1})
	if apperr.CodeOf(err) != apperr.CodeNotFound {
		t.Error(err)
	}
}
