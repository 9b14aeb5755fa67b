package transcript_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

func TestLines(t *testing.T) {
	long := strings.Repeat("x", 3<<20)
	lines := transcript.NewLines(strings.NewReader("a\r\n\n"+long+"\nb\nrest"), 10)
	for _, want := range []string{"a", "", long, "b"} {
		line, tooLong, err := lines.Next()
		if err != nil || tooLong || string(line) != want {
			t.Fatalf("a line of %d bytes is %d long, %v, %v", len(want), len(line), tooLong, err)
		}
	}
	if want := int64(10 + 3 + 1 + len(long) + 1 + 2); lines.Offset != want {
		t.Errorf("the offset is %d, not %d", lines.Offset, want)
	}
	if _, _, err := lines.Next(); !errors.Is(err, io.EOF) || string(lines.Rest()) != "rest" {
		t.Errorf("at the end there are %v and %q", err, lines.Rest())
	}
}

func TestALineThatIsTooLongIsSkippedAndTheNextIsRead(t *testing.T) {
	text := io.MultiReader(strings.NewReader(strings.Repeat("x", transcript.MaxLine+1)), strings.NewReader("\nnext\n"))
	lines := transcript.NewLines(text, 0)
	if line, tooLong, err := lines.Next(); !tooLong || line != nil || err != nil {
		t.Errorf("the long line is %d long, %v, %v", len(line), tooLong, err)
	}
	if line, tooLong, err := lines.Next(); tooLong || string(line) != "next" || err != nil {
		t.Errorf("the next is %q, %v, %v", line, tooLong, err)
	}
}
