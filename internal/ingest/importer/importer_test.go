package importer_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
)

const (
	ask  = `{"type":"user","sessionId":"s1","uuid":"u1","timestamp":"2026-02-01T10:00:00Z","message":{"role":"user","content":"Go"}}`
	call = `{"type":"assistant","sessionId":"s1","uuid":"a1","requestId":"r1","timestamp":"2026-02-01T10:00:01Z","message":{"id":"m1","model":"x","content":[{"type":"tool_use","id":"t1","name":"Bash","input":{"command":"ls"}}],"usage":{"output_tokens":1}}}`
	done = `{"type":"user","sessionId":"s1","uuid":"u2","timestamp":"2026-02-01T10:00:03Z","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"a"}]}}`
)

func TestWhatDidNotChangeIsNotReadAgain(t *testing.T) {
	w := newScenario(t)
	w.write("p/s1.jsonl", ask+"\n"+call+"\n")
	if s := w.run(); s.Read != 1 || s.Skipped.Lines != 2 || s.Events.Created != 2 || s.Requests.Created != 1 {
		t.Errorf("the first run is %+v", s)
	}
	if s := w.run(); s.Read != 0 || s.Unchanged != 1 || s.Skipped.Lines != 0 || s.Bytes != 0 {
		t.Errorf("the second run is %+v", s)
	}
}

func TestOnlyNewLinesAreReadWithTheStateOfTheLinesBefore(t *testing.T) {
	w := newScenario(t)
	path := w.write("p/s1.jsonl", ask+"\n"+call+"\n")
	w.run()
	w.append(path, done+"\n")
	if s := w.run(); s.Skipped.Lines != 1 {
		t.Errorf("the second run read %d lines, not 1", s.Skipped.Lines)
	}
	e := w.last[ingest.ToolID("t1")]
	if took, _ := e.EndedAt.Seconds(e.At); e.Status != ingest.StatusCompleted || e.ToolName != "Bash" || took != 2 || e.ParentID != ingest.PromptID("s1", "u1") {
		t.Errorf("the call is %+v", e)
	}
}

func TestAnIncompleteLineWaits(t *testing.T) {
	w := newScenario(t)
	path := w.write("p/s1.jsonl", ask+"\n"+call[:40])
	w.run()
	if len(w.last) != 1 {
		t.Fatalf("there are %d events", len(w.last))
	}
	w.append(path, call[40:]+"\n")
	if s := w.run(); s.Skipped.Broken != 0 || w.last[ingest.ToolID("t1")].Input != "ls" {
		t.Errorf("the call is %+v of %+v", w.last[ingest.ToolID("t1")], s)
	}
}

func TestAFinishedFileNeedsNoLastNewlineAndEndsItsSession(t *testing.T) {
	w := newScenario(t)
	w.write("p/s1.jsonl", ask+"\n"+call)
	w.now = w.now.Add(2 * time.Hour)
	w.run()
	if e := w.last[ingest.ToolID("t1")]; e.Input != "ls" || len(w.stops) != 1 || w.stops[0].EndedBy != ingest.EndedBySilence || w.stops[0].At != "2026-02-01T10:00:01.000000" {
		t.Errorf("the call is %+v, the stops are %+v", e, w.stops)
	}
	if s := w.run(); s.Unchanged != 1 {
		t.Errorf("the second run is %+v", s)
	}
}

// recently is a time soon after the records of the tests.
var recently = time.Date(2026, 2, 1, 10, 10, 0, 0, time.UTC)

func TestAFileThatIsFinishedLaterEndsItsSessionThen(t *testing.T) {
	w := newScenario(t)
	w.now = recently
	path := w.write("p/s1.jsonl", ask+"\n"+call+"\n")
	if err := os.Chtimes(path, recently, recently); err != nil {
		t.Fatal(err)
	}
	w.run()
	if len(w.stops) != 0 {
		t.Errorf("while it is written: %+v", w.stops)
	}
	w.now = w.now.Add(2 * time.Hour)
	if s := w.run(); s.Skipped.Lines != 0 || len(w.stops) != 1 {
		t.Errorf("afterwards the stops are %+v, of %d lines", w.stops, s.Skipped.Lines)
	}
}

// TestACopyOfAnOldFileIsFinished: the file is new, and its records are old.
func TestACopyOfAnOldFileIsFinished(t *testing.T) {
	for name, test := range map[string]struct {
		after time.Duration
		stops int
	}{"within the hour": {59 * time.Minute, 0}, "after it": {61 * time.Minute, 1}} {
		t.Run(name, func(t *testing.T) {
			w := newScenario(t)
			w.now = time.Date(2026, 2, 1, 10, 0, 1, 0, time.UTC).Add(test.after)
			path := w.write("p/s1.jsonl", ask+"\n"+call+"\n")
			if err := os.Chtimes(path, w.now, w.now); err != nil {
				t.Fatal(err)
			}
			w.run()
			if len(w.stops) != test.stops {
				t.Errorf("the stops are %+v", w.stops)
			}
		})
	}
}

func TestAFileThatWasReplacedIsReadFromItsBeginning(t *testing.T) {
	other := strings.NewReplacer("u1", "u9", "Go", "Stop").Replace(ask)
	for name, content := range map[string]string{"shorter": other[:len(other)-2] + "}}\n", "of the same length": other + "\n" + strings.Repeat(" ", len(call)) + "\n", "longer": other + "\n" + call + "\n" + done + "\n"} {
		t.Run(name, func(t *testing.T) {
			w := newScenario(t)
			path := w.write("p/s1.jsonl", ask+"\n"+call+"\n")
			w.run()
			w.write("p/s1.jsonl", content)
			later := time.Now().Add(time.Minute)
			if err := os.Chtimes(path, later, later); err != nil {
				t.Fatal(err)
			}
			w.run()
			if prompts := w.prompts(); prompts["Stop"] != 1 {
				t.Errorf("the prompts are %v", prompts)
			}
		})
	}
}

func TestACompressedRolloutIsReadUnlessThePlainOneIsThere(t *testing.T) {
	const name = "sessions/2026/02/01/rollout-2026-02-01T10-00-00-11111111-1111-4111-8111-111111111111.jsonl"
	const lines = `{"timestamp":"2026-02-01T10:00:00Z","type":"session_meta","payload":{"id":"11111111-1111-4111-8111-111111111111"}}` + "\n" +
		`{"timestamp":"2026-02-01T10:00:01Z","type":"event_msg","payload":{"type":"user_message","message":"Go"}}`
	w := newScenario(t)
	encoder, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	w.write(name+".zst", string(encoder.EncodeAll([]byte(lines), nil)))
	if w.run(); w.prompts()["Go"] != 1 {
		t.Errorf("the prompts are %v", w.prompts())
	}
	w.write(name, lines+"\n")
	if s := w.run(); s.Files != 1 || s.Read != 1 {
		t.Errorf("with the plain file the run is %+v", s)
	}
}

func TestASessionThatIsResumedInAnotherFileIsStoredOnce(t *testing.T) {
	w := newScenario(t)
	w.write("p/s1.jsonl", ask+"\n"+call+"\n")
	w.run()
	resumed := strings.ReplaceAll(ask+"\n"+call+"\n"+strings.NewReplacer("u1", "u5", "Go", "On").Replace(ask)+"\n", `"s1"`, `"s2"`)
	w.write("p/s2.jsonl", resumed)
	w.run()
	if prompts := w.prompts(); prompts["Go"] != 1 || prompts["On"] != 1 {
		t.Errorf("the prompts are %v", prompts)
	}
}

func TestWhatCannotBeReadIsCounted(t *testing.T) {
	w := newScenario(t)
	w.write("p/notes.jsonl", `{"a":1}`+"\n")
	w.write("p/s1.jsonl", ask+"\n{broken\n"+`{"type":"new"}`+"\n")
	if s := w.run(); s.Unknown != 1 || s.Read != 1 || s.Skipped.Broken != 1 || s.Skipped.Ignored["new"] != 1 {
		t.Errorf("the run is %+v", s)
	}
	s, err := w.importer(importer.Location{Path: w.folder + "/nothing"}, importer.Location{Path: w.folder + "/none", Optional: true}).Run(context.Background())
	if err != nil || s.Failed != 1 {
		t.Errorf("of two locations that are not there the run is %+v, %v", s, err)
	}
}

func TestWhatCannotBeStoredEndsTheRunAndIsReadAgain(t *testing.T) {
	w := newScenario(t)
	w.write("p/s1.jsonl", ask+"\n")
	w.fail = errors.New("the disk is full")
	if _, err := w.importer().Run(context.Background()); !errors.Is(err, w.fail) {
		t.Errorf("the error is %v", err)
	}
	w.fail = nil
	if w.run(); w.prompts()["Go"] != 1 {
		t.Errorf("the prompts are %v", w.prompts())
	}
}

func TestWatchReadsWhatIsWritten(t *testing.T) {
	w := newScenario(t)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	submitted := make(chan int, 100)
	i, err := importer.New(ctx, importer.Options{
		Submit: w, States: w, Locations: []importer.Location{{Path: w.folder}},
		Progress: func(p importer.Progress) { submitted <- p.Summary.Events.All() },
	})
	if err != nil {
		t.Fatal(err)
	}
	path := w.write("p/s1.jsonl", ask+"\n")
	ended := make(chan error, 1)
	go func() { ended <- i.Watch(ctx) }()
	wait(t, submitted)
	w.append(path, call+"\n")
	wait(t, submitted)
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if w.prompts()["Go"] != 1 || w.events[ingest.ToolID("t1")] != 1 {
		t.Errorf("submitted were %v", w.events)
	}
}

// wait waits until a run has submitted an event.
func wait(t *testing.T, submitted <-chan int) {
	t.Helper()
	limit := time.After(time.Minute)
	for {
		select {
		case n := <-submitted:
			if n > 0 {
				return
			}
		case <-limit:
			t.Fatal("nothing was read")
		}
	}
}

func TestDefaultLocationsAreThoseOfAllAgents(t *testing.T) {
	getenv := func(name string) string { return map[string]string{"CODEX_HOME": "/c"}[name] }
	var want []importer.Location
	for _, a := range agent.All() {
		for _, folder := range a.TranscriptFolders("/h", getenv) {
			want = append(want, importer.Location{Path: folder, Optional: true})
		}
	}
	got := importer.DefaultLocations("/h", getenv)
	if !slices.Equal(got, want) {
		t.Errorf("they are %v, not %v", got, want)
	}
	if !slices.Contains(got, importer.Location{Path: "/c/sessions", Optional: true}) {
		t.Errorf("the environment is not read: %v", got)
	}
}

// TestAnInterruptedRunIsContinued: the file itself has not changed since.
func TestAnInterruptedRunIsContinued(t *testing.T) {
	w := newScenario(t)
	var lines strings.Builder
	const prompts = 40
	for n := range prompts {
		fmt.Fprintf(&lines, `{"type":"user","uuid":"u%d","sessionId":"s","timestamp":"2026-03-18T10:00:%02d.000Z","message":{"role":"user","content":"prompt %d"}}`+"\n", n, n, n)
	}
	w.write("s.jsonl", lines.String())
	run := func() error {
		i, err := importer.New(t.Context(), importer.Options{
			Submit: w, States: w, Locations: []importer.Location{{Path: w.folder}}, Batch: 4, Now: func() time.Time { return w.now },
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = i.Run(t.Context())
		return err
	}
	w.fail, w.failAfter = errors.New("interrupted"), 3
	if err := run(); !errors.Is(err, w.fail) {
		t.Fatalf("it ended with %v", err)
	}
	if submitted := len(w.events); submitted == 0 || submitted == prompts {
		t.Fatalf("%d prompts were submitted before it was interrupted", submitted)
	}
	w.fail = nil
	if err := run(); err != nil {
		t.Fatal(err)
	}
	if submitted := len(w.events); submitted != prompts {
		t.Errorf("%d of %d prompts were submitted", submitted, prompts)
	}
}
