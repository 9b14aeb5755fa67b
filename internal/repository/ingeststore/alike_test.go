package ingeststore_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// after is an instant that many seconds after noon.
func after(seconds float64) model.Instant {
	noon := time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC)
	return model.InstantOf(noon.Add(time.Duration(seconds * float64(time.Second))))
}

// asked is a prompt as a teller tells it.
func asked(id, teller string, firm bool, seconds float64, text string) ingest.Observation {
	return event(ingest.Event{
		ID: id, ToolName: model.ToolUserQuery, At: after(seconds), Input: text, Fingerprint: ingest.PromptFingerprint(teller, "s", firm),
	})
}

// called is a call of a tool as a teller tells it.
func called(id, teller string, seconds float64, status ingest.Status, input string) ingest.Observation {
	return event(ingest.Event{
		ID: id, ToolName: "read_file", At: after(seconds), Status: status, ToolUseID: "use-" + id,
		Fingerprint: ingest.CallFingerprint(teller, "s", "read_file", raw(input)),
	})
}

// took is a request to a model as a teller tells it.
func took(id, teller string, seconds float64, output int64) ingest.Observation {
	u := ingest.Usage{ID: id, SessionID: "s", At: after(seconds), Model: "known", Input: 5, Output: output}
	u.Fingerprint = ingest.UsageFingerprint(teller, "s", u)
	return usage(u)
}

const (
	hook, before, end  = ingest.SourceHook, ingest.SourceHookBefore, ingest.SourceHookAfter
	transcript, export = ingest.SourceTranscript, ingest.SourceTelemetry
)

// TestWhatIsAlikeIsOne tells each case in every order, one by one and all at once; want is how many rows there are of it.
func TestWhatIsAlikeIsOne(t *testing.T) {
	for name, test := range map[string]struct {
		told []ingest.Observation
		want string
	}{
		"a prompt, by three": {
			[]ingest.Observation{asked("a", hook, false, 0, "Fix the door"), asked("b", transcript, false, 0.3, "Fix the door"), asked("c", export, false, 1, "")}, "1 events",
		},
		"a prompt of which two share the id": {
			[]ingest.Observation{asked("a", hook, true, 0, "Fix the door"), asked("a", transcript, true, 0.3, "Fix the door"), asked("c", export, false, 1, "")}, "1 events",
		},
		"the same words twice, by two": {
			[]ingest.Observation{asked("a", hook, false, 0, "go"), asked("b", hook, false, 6, "go"), asked("c", transcript, false, 0.1, "go"), asked("d", transcript, false, 6.1, "go")}, "2 events",
		},
		"other words at once":              {[]ingest.Observation{asked("a", hook, false, 0, "go"), asked("b", transcript, false, 0, "stop")}, "2 events"},
		"the same words a minute later":    {[]ingest.Observation{asked("a", hook, false, 0, "go"), asked("b", transcript, false, 60, "go")}, "2 events"},
		"two whose ids all sources share":  {[]ingest.Observation{asked("a", hook, true, 0, ""), asked("b", transcript, true, 0, "")}, "2 events"},
		"the beginning and end of a call":  {[]ingest.Observation{called("a", before, 0, ingest.StatusStarted, `{"a":1,"b":2}`), called("b", end, 300, ingest.StatusCompleted, `{"b":2, "a":1}`)}, "1 events, 1 traces"},
		"a call, by hooks and transcript":  {[]ingest.Observation{called("a", before, 0, ingest.StatusStarted, `{}`), called("b", end, 9, ingest.StatusCompleted, `{}`), called("c", transcript, 9.1, ingest.StatusCompleted, `{}`)}, "1 events, 1 traces"},
		"two calls with the same input":    {[]ingest.Observation{called("a", before, 0, ingest.StatusStarted, `{}`), called("b", before, 20, ingest.StatusStarted, `{}`)}, "2 events, 2 traces"},
		"calls with other input":           {[]ingest.Observation{called("a", before, 0, ingest.StatusStarted, `{"a":1}`), called("b", transcript, 0, ingest.StatusCompleted, `{"a":2}`)}, "2 events, 2 traces"},
		"a request, by two":                {[]ingest.Observation{took("a", transcript, 0, 7), took("b", export, 0.5, 7)}, "1 usages"},
		"requests that took as much":       {[]ingest.Observation{took("a", transcript, 0, 7), took("b", transcript, 1, 7)}, "2 usages"},
		"requests that did not":            {[]ingest.Observation{took("a", transcript, 0, 7), took("b", export, 0, 8)}, "2 usages"},
		"one that grew, and the other one": {[]ingest.Observation{took("a", transcript, 0, 7), took("a", transcript, 0, 9)}, "1 usages"},
	} {
		t.Run(name, func(t *testing.T) {
			for round := range 12 {
				told := slices.Clone(test.told)
				rand.New(rand.NewPCG(uint64(round), 1)).Shuffle(len(told), func(i, j int) { told[i], told[j] = told[j], told[i] })
				db := testkit.OpenDatabase(t, "")
				r := newIngest(t, db)
				for _, o := range told {
					keep(t, r, o)
				}
				keep(t, r, told...)
				counts := dump(t, db, `SELECT trim(iif(e, ', '||e||' events', '')||iif(x, ', '||x||' traces', '')||iif(u, ', '||u||' usages', ''), ', ')
					FROM (SELECT (SELECT count(*) FROM agent_events) e, (SELECT count(*) FROM tool_traces) x, (SELECT count(*) FROM cost_events) u)`)
				if counts != test.want {
					t.Fatalf("round %d: %s, want %s", round, counts, test.want)
				}
				if outcomes := keep(t, r, told...); slices.ContainsFunc(outcomes, func(o ingest.Outcome) bool { return o != ingest.Unchanged }) {
					t.Fatalf("round %d: told again: %v", round, outcomes)
				}
			}
		})
	}
}

// TestWhatHangsBelowAnAliasHangsBelowTheRow: a call and a request of a prompt that one source names otherwise come before it.
func TestWhatHangsBelowAnAliasHangsBelowTheRow(t *testing.T) {
	db := testkit.OpenDatabase(t, "")
	r := newIngest(t, db)
	keep(t, r, asked("row", hook, false, 0, "go"))
	keep(t, r, event(ingest.Event{ID: "call", ToolName: "Bash", At: after(1), ParentID: "alias"}), usage(ingest.Usage{ID: "u", At: after(1), EventID: "alias", Input: 30}))
	keep(t, r, asked("alias", transcript, false, 0.2, "go"))
	keep(t, r, event(ingest.Event{ID: "later", ToolName: "Bash", At: after(2), ParentID: "alias"}), usage(ingest.Usage{ID: "v", At: after(2), EventID: "alias", Input: 12}))
	got := dump(t, db, `SELECT event_id, parent_event_id, cost_tokens FROM agent_events ORDER BY 1`)
	if want := "call|row|0\nlater|row|0\nrow|NULL|42"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := dump(t, db, "SELECT event_id FROM ingest_usages ORDER BY 1"); strings.Contains(got, "alias") {
		t.Errorf("usages of %s", got)
	}
}

// TestAStopKnowsThePromptByEachOfItsNames: the prompt that begins now is not closed, although it was told before under another id.
func TestAStopKnowsThePromptByEachOfItsNames(t *testing.T) {
	db := testkit.OpenDatabase(t, "")
	r := newIngest(t, db)
	first := asked("row", transcript, false, 0, "go")
	first.Event.Status, first.Event.Type = ingest.StatusStarted, ingest.TypeToolCall
	keep(t, r, first)
	keep(t, r, ingest.Observation{Stop: &ingest.Stop{SessionID: "s", At: after(1), Status: ingest.StatusCancelled, Prompts: true, Except: "alias"}},
		asked("alias", hook, false, 1, "go"))
	if got := dump(t, db, "SELECT event_id, status FROM agent_events"); got != "row|started" {
		t.Errorf("got %s", got)
	}
}
