package ingest

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/redact"
)

// FuzzNormalise demands that every observation with its ids can be stored: texts without NUL and within bounds, ids as they came or
// hashed, one form of time.
func FuzzNormalise(f *testing.F) {
	f.Add("id", "s", "text", "2026-03-18T15:29:06Z", []byte(`{"a":1}`), 1.5, int64(3))
	f.Add("\xff", "s\x00", "a\x00\xff", "0000-00-00", []byte(`{`), -1.0, int64(-1))
	f.Add(strings.Repeat("x", MaxID+1), "s", strings.Repeat("\u00e9", MaxSummary), "9999-12-31T23:59:59-23:59", []byte(`"\ud800"`), 1e300, int64(1)<<62)
	f.Fuzz(func(t *testing.T, id, session, text, at string, raw []byte, seconds float64, tokens int64) {
		now := time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC)
		o := Observation{Event: &Event{
			ID: id, SessionID: session, Type: TypeToolCall, Input: text, Output: text, Error: text, ToolName: text, ToolInput: raw,
			Context: map[string]json.RawMessage{text: raw}, DurationSeconds: &seconds, CostTokens: &tokens,
		}}
		o.Event.At = model.Instant(at)
		copied, result, ok := normalise(o, now)
		if !ok {
			if result.Outcome != Refused || (id != "" && session != "") {
				t.Fatalf("refused without a reason: %+v", result)
			}
			return
		}
		Redact(&copied)
		e := copied.Event
		for given, kept := range map[string]string{id: e.ID, session: e.SessionID} {
			valid := utf8.ValidString(given) && !strings.ContainsRune(given, 0)
			if kept == "" || utf8.RuneCountInString(kept) > MaxID || (valid && utf8.RuneCountInString(given) <= MaxID && kept != given) {
				t.Fatalf("the id %q became %q", given, kept)
			}
		}
		for name, kept := range map[string]string{"id": e.ID, "input": e.Input, "output": e.Output, "tool": e.ToolName, "raw": string(e.ToolInput)} {
			if !utf8.ValidString(kept) || strings.ContainsRune(kept, 0) || utf8.RuneCountInString(kept) > MaxStoredText*(1+len(redact.Mark)) {
				t.Fatalf("the %s is %q", name, kept)
			}
		}
		if _, known := e.At.Time(); e.At != "" && !known {
			t.Fatalf("the time is %q", e.At)
		}
		if *e.CostTokens < 0 || *e.CostTokens > maxTokens || e.DurationSeconds != nil && (*e.DurationSeconds < 0 || *e.DurationSeconds > maxSeconds) {
			t.Fatalf("it took %d tokens and %v s", *e.CostTokens, e.DurationSeconds)
		}
	})
}
