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
	return model.NewInstant(noon.Add(time.Duration(seconds * float64(time.Second))))
}

// promptBy is a prompt as a source reports it.
func promptBy(id, source string, isShared bool, seconds float64, text string) ingest.Observation {
	return event(ingest.Event{
		ID: id, ToolName: model.ToolUserQuery, At: after(seconds), Input: text, Fingerprint: ingest.PromptFingerprint(source, "s", isShared),
	})
}

// callBy is a call of a tool as a source reports it.
func callBy(id, source string, seconds float64, status ingest.Status, input string) ingest.Observation {
	return event(ingest.Event{
		ID: id, ToolName: "read_file", At: after(seconds), Status: status, ToolUseID: "use-" + id,
		Fingerprint: ingest.CallFingerprint(source, "s", "read_file", raw(input)),
	})
}

// requestBy is a request to a model as a source reports it.
func requestBy(id, source string, seconds float64, output int64) ingest.Observation {
	u := ingest.Usage{ID: id, SessionID: "s", At: after(seconds), Model: "known", Input: 5, Output: output}
	u.Fingerprint = ingest.UsageFingerprint(source, "s", u)
	return usage(u)
}

const (
	hook, before, end  = ingest.SourceHook, ingest.SourceHookBefore, ingest.SourceHookAfter
	transcript, export = ingest.SourceTranscript, ingest.SourceTelemetry
)

// TestWhatMatchesIsOneRow reports each case in several orders, one by one and in one transaction; want is the number of rows.
func TestWhatMatchesIsOneRow(t *testing.T) {
	for name, test := range map[string]struct {
		reports []ingest.Observation
		want    string
	}{
		"a prompt, by three": {
			[]ingest.Observation{promptBy("a", hook, false, 0, "Fix the door"), promptBy("b", transcript, false, 0.3, "Fix the door"), promptBy("c", export, false, 1, "")}, "1 events",
		},
		"a prompt of which two share the id": {
			[]ingest.Observation{promptBy("a", hook, true, 0, "Fix the door"), promptBy("a", transcript, true, 0.3, "Fix the door"), promptBy("c", export, false, 1, "")}, "1 events",
		},
		"the same words twice, by two": {
			[]ingest.Observation{promptBy("a", hook, false, 0, "go"), promptBy("b", hook, false, 6, "go"), promptBy("c", transcript, false, 0.1, "go"), promptBy("d", transcript, false, 6.1, "go")}, "2 events",
		},
		"other words at once":              {[]ingest.Observation{promptBy("a", hook, false, 0, "go"), promptBy("b", transcript, false, 0, "stop")}, "2 events"},
		"the same words a minute later":    {[]ingest.Observation{promptBy("a", hook, false, 0, "go"), promptBy("b", transcript, false, 60, "go")}, "2 events"},
		"two whose ids all sources share":  {[]ingest.Observation{promptBy("a", hook, true, 0, ""), promptBy("b", transcript, true, 0, "")}, "2 events"},
		"the beginning and end of a call":  {[]ingest.Observation{callBy("a", before, 0, ingest.StatusStarted, `{"a":1,"b":2}`), callBy("b", end, 300, ingest.StatusCompleted, `{"b":2, "a":1}`)}, "1 events, 1 traces"},
		"a call, by hooks and transcript":  {[]ingest.Observation{callBy("a", before, 0, ingest.StatusStarted, `{}`), callBy("b", end, 9, ingest.StatusCompleted, `{}`), callBy("c", transcript, 9.1, ingest.StatusCompleted, `{}`)}, "1 events, 1 traces"},
		"two calls with the same input":    {[]ingest.Observation{callBy("a", before, 0, ingest.StatusStarted, `{}`), callBy("b", before, 20, ingest.StatusStarted, `{}`)}, "2 events, 2 traces"},
		"calls with other input":           {[]ingest.Observation{callBy("a", before, 0, ingest.StatusStarted, `{"a":1}`), callBy("b", transcript, 0, ingest.StatusCompleted, `{"a":2}`)}, "2 events, 2 traces"},
		"a request, by two":                {[]ingest.Observation{requestBy("a", transcript, 0, 7), requestBy("b", export, 0.5, 7)}, "1 usages"},
		"requests with equal tokens":       {[]ingest.Observation{requestBy("a", transcript, 0, 7), requestBy("b", transcript, 1, 7)}, "2 usages"},
		"requests that did not":            {[]ingest.Observation{requestBy("a", transcript, 0, 7), requestBy("b", export, 0, 8)}, "2 usages"},
		"one that grew, and the other one": {[]ingest.Observation{requestBy("a", transcript, 0, 7), requestBy("a", transcript, 0, 9)}, "1 usages"},
	} {
		t.Run(name, func(t *testing.T) {
			for round := range 12 {
				reports := slices.Clone(test.reports)
				rand.New(rand.NewPCG(uint64(round), 1)).Shuffle(len(reports), func(i, j int) { reports[i], reports[j] = reports[j], reports[i] })
				db := testkit.OpenDatabase(t, "")
				r := newIngest(t, db)
				for _, o := range reports {
					keep(t, r, o)
				}
				keep(t, r, reports...)
				counts := dump(t, db, `SELECT trim(iif(e, ', '||e||' events', '')||iif(x, ', '||x||' traces', '')||iif(u, ', '||u||' usages', ''), ', ')
					FROM (SELECT (SELECT count(*) FROM agent_events) e, (SELECT count(*) FROM tool_traces) x, (SELECT count(*) FROM cost_events) u)`)
				if counts != test.want {
					t.Fatalf("round %d: %s, want %s", round, counts, test.want)
				}
				if outcomes := keep(t, r, reports...); slices.ContainsFunc(outcomes, func(o ingest.Outcome) bool { return o != ingest.Unchanged }) {
					t.Fatalf("round %d: reported again: %v", round, outcomes)
				}
			}
		})
	}
}

// TestWhatRefersToAnAliasRefersToTheRow: a call and a request name a prompt by an id that only later turns out to be an alias.
func TestWhatRefersToAnAliasRefersToTheRow(t *testing.T) {
	db := testkit.OpenDatabase(t, "")
	r := newIngest(t, db)
	keep(t, r, promptBy("row", hook, false, 0, "go"))
	keep(t, r, event(ingest.Event{ID: "call", ToolName: "Bash", At: after(1), ParentID: "alias"}), usage(ingest.Usage{ID: "u", At: after(1), EventID: "alias", Input: 30}))
	keep(t, r, promptBy("alias", transcript, false, 0.2, "go"))
	keep(t, r, event(ingest.Event{ID: "later", ToolName: "Bash", At: after(2), ParentID: "alias"}), usage(ingest.Usage{ID: "v", At: after(2), EventID: "alias", Input: 12}))
	got := dump(t, db, `SELECT event_id, parent_event_id, cost_tokens FROM agent_events ORDER BY 1`)
	if want := "call|row|0\nlater|row|0\nrow|NULL|42"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := dump(t, db, "SELECT event_id FROM ingest_usages ORDER BY 1"); strings.Contains(got, "alias") {
		t.Errorf("usages of %s", got)
	}
}

// TestAStopKnowsThePromptByEachOfItsNames: the prompt that begins now does not end, although it is stored under another id.
func TestAStopKnowsThePromptByEachOfItsNames(t *testing.T) {
	db := testkit.OpenDatabase(t, "")
	r := newIngest(t, db)
	first := promptBy("row", transcript, false, 0, "go")
	first.Event.Status, first.Event.Type = ingest.StatusStarted, ingest.TypeToolCall
	keep(t, r, first)
	keep(t, r, ingest.Observation{Stop: &ingest.Stop{SessionID: "s", At: after(1), Status: ingest.StatusCancelled, Prompts: true, Except: "alias"}},
		promptBy("alias", hook, false, 1, "go"))
	if got := dump(t, db, "SELECT event_id, status FROM agent_events"); got != "row|started" {
		t.Errorf("got %s", got)
	}
}
