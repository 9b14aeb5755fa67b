package transcript_test

import (
	"bytes"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// FuzzLines compares lines with their text: together they are all of it, and the offset is the position of the next line.
func FuzzLines(f *testing.F) {
	f.Add([]byte("a\r\n\nb\n\xff\xfe\nrest"))
	f.Add(bytes.Repeat([]byte("long "), 80_000))
	f.Fuzz(func(t *testing.T, text []byte) {
		lines, at := transcript.NewLines(bytes.NewReader(text), 0), 0
		for {
			line, tooLong, err := lines.Next()
			if err != nil {
				break
			}
			whole := text[at:lines.Offset]
			if at = int(lines.Offset); tooLong || !bytes.HasSuffix(whole, []byte("\n")) || !bytes.Equal(line, bytes.TrimRight(whole, "\r\n")) {
				t.Fatalf("the line %q of %q", line, whole)
			}
		}
		if !bytes.Equal(lines.Rest(), text[at:]) {
			t.Fatalf("%q is left of %q", lines.Rest(), text[at:])
		}
	})
}
