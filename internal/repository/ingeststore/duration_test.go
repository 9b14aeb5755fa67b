package ingeststore_test

import (
	"slices"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// TestTheDurationOfACall reports what sources know of the beginning and the end of a call, in each order: a stated duration counts most, then
// an end that a source saw, then a stop.
func TestTheDurationOfACall(t *testing.T) {
	report := func(e ingest.Event) ingest.Observation {
		e.ID, e.ToolUseID, e.ToolName, e.Type = "e", "u", "Bash", ingest.TypeToolCall
		return event(e)
	}
	begins := report(ingest.Event{At: after(1), Status: ingest.StatusStarted})
	ends := report(ingest.Event{At: after(3.5), EndedAt: after(3.5), Status: ingest.StatusCompleted})
	endsLater := report(ingest.Event{At: after(1.5), EndedAt: after(4), Status: ingest.StatusCompleted})
	states := report(ingest.Event{At: after(3.5), EndedAt: after(3.5), Status: ingest.StatusCompleted, DurationSeconds: number(2.25)})
	closes := ingest.Observation{Stop: &ingest.Stop{SessionID: "s", At: after(60), Status: ingest.StatusCancelled}}
	const query = "SELECT e.status, execution_duration_seconds, context, duration_ms FROM agent_events e JOIN tool_traces"
	for name, test := range map[string]struct {
		reports []ingest.Observation
		want    string
	}{
		"seen":                    {[]ingest.Observation{begins, ends}, `completed|2.5|{"ended_at":"2026-03-18T12:00:03.500000"}|2500`},
		"the earliest end counts": {[]ingest.Observation{begins, ends, endsLater}, `completed|2.5|{"ended_at":"2026-03-18T12:00:03.500000"}|2500`},
		"what is stated wins":     {[]ingest.Observation{begins, endsLater, states}, "completed|2.25|NULL|2250"},
		"a stop counts least":     {[]ingest.Observation{begins, endsLater, closes}, `completed|3|{"ended_at":"2026-03-18T12:00:04.000000"}|3000`},
	} {
		t.Run(name, func(t *testing.T) {
			for order := range permutations(len(test.reports)) {
				db := testkit.OpenDatabase(t, "")
				r := newIngest(t, db)
				for _, i := range order {
					keep(t, r, test.reports[i])
				}
				if got := dump(t, db, query); got != test.want {
					t.Errorf("in the order %v: %s, want %s", order, got, test.want)
				}
			}
		})
	}
}

// permutations yields each order of n things.
func permutations(n int) func(yield func([]int) bool) {
	return func(yield func([]int) bool) { permute(nil, n, yield) }
}

func permute(begun []int, n int, yield func([]int) bool) bool {
	if len(begun) == n {
		return yield(begun)
	}
	for i := range n {
		if !slices.Contains(begun, i) && !permute(append(slices.Clone(begun), i), n, yield) {
			return false
		}
	}
	return true
}
