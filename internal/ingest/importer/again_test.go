package importer_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
)

// stored remembers what is withdrawn of sessions.
type stored struct {
	withdrawn []string
	readers   map[string]string
}

func (s *stored) Withdraw(_ context.Context, from ingest.Withdrawal) error {
	s.withdrawn = append(s.withdrawn, from.SessionID)
	return nil
}

func (s *stored) IsWithdrawn(_ context.Context, session, reader string) (bool, error) {
	return s.readers[session] == reader, nil
}

func (s *stored) MarkWithdrawn(_ context.Context, session, reader string) error {
	s.readers[session] = reader
	return nil
}

func (s *stored) Restart(_ context.Context, session string) error {
	delete(s.readers, session)
	return nil
}

func (s *stored) Settle(context.Context) error { return nil }

// Stored has every session.
func (s *stored) Stored(_ context.Context, sessions []string) (map[string]bool, error) {
	known := map[string]bool{}
	for _, id := range sessions {
		known[id] = true
	}
	return known, nil
}

func (s *stored) LastPruned(context.Context) (string, error) { return "", nil }

// runAgain runs a new importer that withdraws, with small batches.
func (w *scenario) runAgain(from *stored) (importer.Summary, error) {
	w.t.Helper()
	i, err := importer.New(w.t.Context(), importer.Options{
		Submit: w, States: w, Stored: from, Locations: []importer.Location{{Path: w.folder}}, Batch: 4, Now: func() time.Time { return w.now },
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return i.Run(w.t.Context())
}

// readEarlier has all files read by an earlier reader.
func (w *scenario) readEarlier() {
	for path, s := range w.states {
		s.Version = 0
		w.states[path] = s
	}
}

// TestAFileIsReadAgainFromItsBeginningAfterAnInterruption interrupts the run after some batches of a file: what was withdrawn is not withdrawn
// again, and all lines are read.
func TestAFileIsReadAgainFromItsBeginningAfterAnInterruption(t *testing.T) {
	const prompts = 40
	w, from := newScenario(t), &stored{readers: map[string]string{}}
	var lines strings.Builder
	for n := range prompts {
		fmt.Fprintf(&lines, `{"type":"user","uuid":"u%d","sessionId":"s","timestamp":"2026-03-18T10:00:%02d.000Z","message":{"role":"user","content":"prompt %d"}}`+"\n", n, n, n)
	}
	w.write("s.jsonl", lines.String())
	w.run()
	w.readEarlier()
	clear(w.events)
	w.fail, w.failAfter = errors.New("interrupted"), 3
	if _, err := w.runAgain(from); !errors.Is(err, w.fail) {
		t.Fatalf("it ended with %v", err)
	}
	w.fail = nil
	clear(w.events)
	summary, err := w.runAgain(from)
	if err != nil || summary.Again != 1 || len(w.events) != prompts || len(from.withdrawn) != 1 {
		t.Errorf("%d of %d prompts, withdrawn %v, %+v, %v", len(w.events), prompts, from.withdrawn, summary, err)
	}
	if summary, err = w.runAgain(from); err != nil || summary.Unchanged != 1 || len(from.withdrawn) != 1 {
		t.Errorf("once more: withdrawn %v, %+v, %v", from.withdrawn, summary, err)
	}
}

// TestARewrittenFileIsNoticed changes a file that was read, in ways that its size and its beginning hide.
func TestARewrittenFileIsNoticed(t *testing.T) {
	filler := strings.Repeat(`{"type":"mode","sessionId":"s1"}`+"\n", 300)
	content := filler + ask + "\n" + filler
	other := strings.Replace(content, `"content":"Go"`, `"content":"No"`, 1)
	for name, test := range map[string]struct {
		before, after string
		idle          bool
		rewritten     int
	}{
		"not at all":                            {content, content, false, 0},
		"a line appended":                       {content, content + call + "\n", false, 0},
		"a line appended to a finished file":    {content, content + call + "\n", true, 0},
		"a text of the same length":             {content, other, false, 1},
		"the same in a finished file that grew": {content, other + call + "\n", true, 1},
		"a line removed and others appended":    {content, strings.Replace(content, ask+"\n", "", 1) + call + "\n" + done + "\n", false, 1},
		"a file that is shorter":                {content, filler, false, 1},
		"a text near the end, and a line added": {content + ask + "\n", content + strings.Replace(ask, "Go", "No", 1) + "\n" + call + "\n", false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			w, from := newScenario(t), &stored{readers: map[string]string{}}
			path := w.write("p/s1.jsonl", test.before)
			if test.idle {
				w.now = w.now.Add(2 * importer.DefaultIdle)
			}
			w.run()
			w.write("p/s1.jsonl", test.after)
			w.now = time.Now()
			later := w.now.Add(time.Minute)
			if err := os.Chtimes(path, later, later); err != nil {
				t.Fatal(err)
			}
			summary, err := w.runAgain(from)
			if err != nil || summary.Rewritten != test.rewritten || summary.Again != 0 {
				t.Errorf("%+v, %v", summary, err)
			}
		})
	}
}

// TestARewriteIsNoticedOnceTheFileIsFinished: while an agent appends to a file only what it begins and ends with is compared.
func TestARewriteIsNoticedOnceTheFileIsFinished(t *testing.T) {
	filler := strings.Repeat(`{"type":"mode","sessionId":"s1"}`+"\n", 300)
	content := filler + ask + "\n" + filler
	w, from := newScenario(t), &stored{readers: map[string]string{}}
	w.write("p/s1.jsonl", content)
	w.run()
	w.write("p/s1.jsonl", strings.Replace(content, `"content":"Go"`, `"content":"No"`, 1)+call+"\n")
	if s, err := w.runAgain(from); err != nil || s.Rewritten != 0 {
		t.Errorf("while it is written: %+v, %v", s, err)
	}
	w.now = w.now.Add(2 * importer.DefaultIdle)
	if s, err := w.runAgain(from); err != nil || s.Rewritten != 1 || len(from.withdrawn) != 1 {
		t.Errorf("afterwards: %+v, %v", s, err)
	}
}
