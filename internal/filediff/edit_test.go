package filediff_test

import (
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/filediff"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// call returns a call of a tool whose event has a status.
func call(tool, input string, status model.Status) model.Message {
	text := string(status)
	return model.Message{Kind: model.KindCall, Status: &text, Parts: []model.MessagePart{{Type: model.PartCall, Name: tool, Text: input}}}
}

func TestOnlyWhatWasMadeIsAChange(t *testing.T) {
	const input = `{"file_path":"/p/a.go","old_string":"a","new_string":"b"}`
	for name, test := range map[string]struct {
		call model.Message
		want int
	}{
		"made":     {call("Edit", input, model.StatusCompleted), 1},
		"failed":   {call("Edit", input, model.StatusFailed), 0},
		"rejected": {call("Edit", input, model.StatusRejected), 0},
		"running":  {call("Edit", input, model.StatusRunning), 0},
		"no edit":  {call("Bash", `{"command":"ls"}`, model.StatusCompleted), 0},
	} {
		if got := filediff.EditsOfCall(test.call); len(got) != test.want {
			t.Errorf("%s: %d edits", name, len(got))
		}
	}
}

func TestADifferenceOfTooManyBytesIsNotComputed(t *testing.T) {
	edits := filediff.EditsOfCall(call("Write", `{"file_path":"/p/a.go","content":"`+strings.Repeat("x", 300<<10)+`"}`, model.StatusCompleted))
	if len(edits) != 1 || !edits[0].TooLarge || edits[0].Added != 0 {
		t.Errorf("%d edits, of which the first is %+v", len(edits), edits[0].Diff)
	}
}

func TestEachLineOfADifferenceIsCountedWhetherItIsKeptOrNot(t *testing.T) {
	diff, ok := filediff.Compare("", strings.Repeat("x\n", 1000))
	if !ok || diff.Added != 1000 || diff.Cut != 200 {
		t.Errorf("%d added, %d are not kept", diff.Added, diff.Cut)
	}
}
