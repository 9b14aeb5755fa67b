package importer_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
)

// TestALineThatCannotBeReadIsReported has lines of each kind that no reader accepts, between lines that are read.
func TestALineThatCannotBeReadIsReported(t *testing.T) {
	w := newScenario(t)
	path := w.write("p/s1.jsonl", ask+"\n"+`{"type":"user",}`+"\n\n"+call+"\n[1]\nplain words\n"+done+"\n"+call[:30]+"\n")
	s := w.run()
	want := []importer.LineProblem{
		{Path: path, Line: 2, Reason: "invalid character '}' looking for beginning of object key string, at byte 16"},
		{Path: path, Line: 5, Reason: "it is no JSON object"},
		{Path: path, Line: 6, Reason: "invalid character 'p' looking for beginning of value, at byte 1"},
		{Path: path, Line: 8, Reason: "it is cut after 30 bytes"},
	}
	if !slices.Equal(s.Lines, want) || s.Skipped.Broken != 4 || s.Events.Created != 2 {
		t.Errorf("%+v, %d broken, %+v", s.Lines, s.Skipped.Broken, s.Events)
	}
}

func TestTheNumberOfALineCountsFromTheBeginningOfTheFile(t *testing.T) {
	w := newScenario(t)
	path := w.write("p/s1.jsonl", ask+"\n"+call+"\n")
	w.run()
	w.append(path, done+"\n{\n")
	if s := w.run(); len(s.Lines) != 1 || s.Lines[0].Line != 4 {
		t.Errorf("%+v", s.Lines)
	}
}

// TestALastLineThatIsCutIsReportedOnceNothingFollows: until then it may only not be written to its end.
func TestALastLineThatIsCutIsReportedOnceNothingFollows(t *testing.T) {
	w := newScenario(t)
	w.write("p/s1.jsonl", ask+"\n"+call[:40])
	if s := w.run(); len(s.Lines) != 0 {
		t.Errorf("while it is written: %+v", s.Lines)
	}
	w.now = w.now.Add(2 * time.Hour)
	if s := w.run(); len(s.Lines) != 1 || s.Lines[0].Line != 2 || s.Lines[0].Reason != "it is cut after 40 bytes" {
		t.Errorf("afterwards: %+v", s.Lines)
	}
	if s := w.run(); len(s.Lines) != 0 || s.Unchanged != 1 {
		t.Errorf("again: %+v", s.Lines)
	}
}

func TestTheFirstIgnoredRecordOfEachTypeIsKnown(t *testing.T) {
	w := newScenario(t)
	path := w.write("p/s1.jsonl", ask+"\n"+strings.Repeat(`{"type":"moon-phase","sessionId":"s1"}`+"\n", 3))
	s := w.run()
	if got := s.Ignored["moon-phase"]; got.Path != path || got.Line != 2 || s.Skipped.Ignored["moon-phase"] != 3 {
		t.Errorf("%+v of %v", got, s.Skipped.Ignored)
	}
}

func TestTheListOfLinesIsBounded(t *testing.T) {
	w := newScenario(t)
	w.write("p/s1.jsonl", ask+"\n"+strings.Repeat("{\n", 3000))
	w.write("p/s2.jsonl", ask+"\n{\n")
	if s := w.run(); len(s.Lines) != 1000 || s.Skipped.Broken != 3001 {
		t.Errorf("%d lines of %d", len(s.Lines), s.Skipped.Broken)
	}
}
