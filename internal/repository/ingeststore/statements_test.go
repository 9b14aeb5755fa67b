package ingeststore_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// turns reports a number of turns of five events each, with all that has rows read: sessions that end, prompts that only one source knows, calls
// that name no prompt, subagents of unknown origin, requests, and stops that come late. perSession is how many of them lie in one session.
func turns(count, perSession int) []ingest.Observation {
	var observations []ingest.Observation
	for n := range count {
		session, second := fmt.Sprint("s", n/perSession), float64(10*n)
		id := func(name string) string { return fmt.Sprint(name, "-", n) }
		in := func(e ingest.Event, seconds float64) ingest.Observation {
			e.SessionID, e.At = session, after(second+seconds)
			return event(e)
		}
		request := ingest.Usage{ID: id("usage"), SessionID: session, EventID: id("prompt"), Subagent: id("agent"), Model: "known", Input: int64(n), At: after(second + 4)}
		request.Fingerprint = ingest.UsageFingerprint(export, session, request)
		observations = append(observations,
			in(ingest.Event{ID: id("prompt"), ToolName: model.ToolUserQuery, Input: "go", Fingerprint: ingest.PromptFingerprint(hook, session, false)}, 1),
			in(ingest.Event{ID: id("call"), ToolUseID: id("use"), InTurn: true, Status: ingest.StatusStarted}, 2),
			in(ingest.Event{ID: id("delegation"), Type: ingest.TypeTaskDelegation, InTurn: true, Status: ingest.StatusStarted}, 2.5),
			in(ingest.Event{ID: id("begin"), Type: ingest.TypeStart, Subagent: id("agent"), InTurn: true}, 3),
			in(ingest.Event{ID: id("work"), ToolName: "Grep", Subagent: id("agent"), InTurn: true, Status: ingest.StatusStarted}, 4),
			ingest.Observation{Usage: &request},
			ingest.Observation{Stop: &ingest.Stop{SessionID: session, At: after(second + 5), Status: ingest.StatusCompleted, MainThread: true}},
			ingest.Observation{Session: &ingest.Session{ID: session, EndedAt: after(second + 6)}},
		)
	}
	return observations
}

// TestABatchCostsAFixedNumberOfStatements counts the statements that read for 10 and for 2,000 events, of one session and of many, when they are
// new and when they are known.
func TestABatchCostsAFixedNumberOfStatements(t *testing.T) {
	count := func(observations []ingest.Observation) (counts [2]int64) {
		db, err := database.Open(t.Context(), database.Options{
			Path: filepath.Join(t.TempDir(), "test.db"), Hook: testkit.Statements{},
		})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		r := newIngest(t, db)
		for i := range counts {
			ctx, statements := testkit.Statements{}.Counting(t.Context())
			if _, err := r.Store(ctx, observations); err != nil {
				t.Fatal(err)
			}
			counts[i] = statements.Load()
		}
		return counts
	}
	want := count(turns(2, 1))
	if most := int64(20); want[0] == 0 || want[0] > most || want[1] > most {
		t.Errorf("%d statements for new events, %d for known ones, want at most %d", want[0], want[1], most)
	}
	for name, observations := range map[string][]ingest.Observation{
		"10 events of one session": turns(2, 2), "2,000 events of one session": turns(400, 400), "2,000 events of 400 sessions": turns(400, 1),
	} {
		if got := count(observations); got != want {
			t.Errorf("%s: %d statements, want %d as for 10 events of 2 sessions", name, got, want)
		}
	}
}
