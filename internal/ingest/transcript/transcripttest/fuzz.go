package transcripttest

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// Fuzz reads lines, and the same lines again with the carry of the first reading, and checks each observation. A second reading from
// the beginning must report the same.
func Fuzz(f *testing.F, format transcript.Format) {
	f.Helper()
	f.Fuzz(func(t *testing.T, text []byte) {
		beginning := transcript.Beginning{Path: "s.jsonl", Text: text}
		format.Recognise(beginning)
		format.FirstRecord(beginning)
		from := transcript.Source{Name: "s", Changed: "2026-02-01T10:00:00.000000"}
		lines := bytes.Count(text, []byte("\n")) + 1
		first, carry := Pass(t, format, from, text, nil)
		CheckBatch(t, first, len(text)+lines)
		again, _ := Pass(t, format, from, text, nil)
		Same(t, first, again)
		onward, _ := Pass(t, format, from, text, carry)
		CheckBatch(t, onward, len(text)+lines)
	})
}

// Pass reads lines to their end as one file that is finished.
func Pass(t testing.TB, format transcript.Format, from transcript.Source, text []byte, carry json.RawMessage) (*transcript.Batch, json.RawMessage) {
	t.Helper()
	reader, err := format.New(from, carry)
	if err != nil {
		t.Fatal(err)
	}
	batch := transcript.NewBatch()
	for line := range bytes.SplitSeq(text, []byte("\n")) {
		read(reader, bytes.Clone(line), batch)
	}
	reader.End(batch, true)
	left, err := reader.Carry()
	if err != nil {
		t.Fatal(err)
	}
	return batch, left
}

// Same checks that two readings of the same lines report the same.
func Same(t testing.TB, a, b *transcript.Batch) {
	t.Helper()
	x, errX := json.Marshal(a.Observations)
	y, errY := json.Marshal(b.Observations)
	if errX != nil || errY != nil || !bytes.Equal(x, y) {
		t.Errorf("the same lines give\n%s\nand then\n%s", x, y)
	}
}

// CheckBatch checks what every observation promises, and that few bytes do not make many of them.
func CheckBatch(t testing.TB, batch *transcript.Batch, most int) {
	t.Helper()
	if len(batch.Observations) > most+10 {
		t.Errorf("%d bytes and lines make %d observations", most, len(batch.Observations))
	}
	for _, o := range batch.Observations {
		switch {
		case o.Event != nil:
			checkEvent(t, o.Event)
		case o.Usage != nil:
			u := o.Usage
			if u.ID == "" || u.SessionID == "" || min(u.Input, u.Output, u.CacheRead, u.CacheWrite5m, u.CacheWrite1h, u.Thoughts) < 0 {
				t.Errorf("a request took %+v", u)
			}
		case o.Session != nil:
			if s := o.Session; s.ID == "" || !utf8.ValidString(s.ID+s.Cwd+s.Title+s.Model) || len(s.ID) > longestID {
				t.Errorf("a session is %+v", s)
			}
		}
	}
}

// What a reader may report at most, in bytes.
const (
	longestID   = 512
	longestText = 64 << 10
)

func checkEvent(t testing.TB, e *ingest.Event) {
	t.Helper()
	if e.ID == "" || e.SessionID == "" || e.Type == "" || !utf8.ValidString(e.ID+e.SessionID+e.ParentID+e.Input+e.Output+e.Error+e.ToolName) {
		t.Errorf("an event is %+v", e)
	}
	for _, id := range []string{e.ID, e.SessionID, e.ParentID, e.Subagent, e.TaskID, e.ToolUseID} {
		if len(id) > longestID {
			t.Errorf("an id has %d bytes", len(id))
		}
	}
	if max(len(e.Input), len(e.Output), len(e.Error)) > longestText {
		t.Errorf("texts have %d, %d and %d bytes", len(e.Input), len(e.Output), len(e.Error))
	}
	if e.DurationSeconds != nil && *e.DurationSeconds < 0 {
		t.Errorf("an event took %v", *e.DurationSeconds)
	}
	if e.ToolInput != nil && !json.Valid(e.ToolInput) {
		t.Errorf("an input is %q", e.ToolInput)
	}
}

// CarryHoldsNoText checks that the carry after reading lines does not contain text, a text of the conversation: the carry is stored
// without secrets being removed.
func CarryHoldsNoText(t *testing.T, format transcript.Format, lines, text string) {
	t.Helper()
	reader, err := format.New(transcript.Source{Name: "s1"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(lines, "\n") {
		reader.Read([]byte(line), transcript.NewBatch())
	}
	if carry, err := reader.Carry(); err != nil || bytes.Contains(carry, []byte(text)) || len(carry) < 50 {
		t.Errorf("the carry is %s, %v", carry, err)
	}
}
