package merge

import (
	"fmt"
	"slices"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// exploring is a delegation as a hook reports it; task is the subagent, once that is known.
func exploring(id string, seconds float64, status model.Status, task string) ingest.Observation {
	return reported(ingest.Event{
		ID: id, Type: ingest.TypeTaskDelegation, ToolName: "Task", At: at(seconds), Status: status, SubagentType: "Explore", TaskID: task,
	})
}

// begun says that a subagent began.
func begun(subagent, kind string, seconds float64) ingest.Observation {
	return reported(ingest.Event{ID: "begin-" + subagent, Type: ingest.TypeStart, ToolName: "SubagentStart", At: at(seconds), Subagent: subagent, SubagentType: kind})
}

func TestASubagentIsInferredToBeOfTheOldestDelegationThatRuns(t *testing.T) {
	for name, test := range map[string]struct {
		reports []ingest.Observation
		want    string
	}{
		"the only one":        {[]ingest.Observation{exploring("d", 1, model.StatusStarted, "")}, "d"},
		"the older of two":    {[]ingest.Observation{exploring("late", 2, model.StatusStarted, ""), exploring("early", 1, model.StatusStarted, "")}, "early"},
		"none that is over":   {[]ingest.Observation{exploring("d", 1, model.StatusCompleted, "")}, ""},
		"none that is later":  {[]ingest.Observation{exploring("d", 4, model.StatusStarted, "")}, ""},
		"none that has one":   {[]ingest.Observation{exploring("d", 1, model.StatusStarted, "other")}, ""},
		"none of other types": {[]ingest.Observation{reported(ingest.Event{ID: "d", Type: ingest.TypeTaskDelegation, At: at(1), Status: model.StatusStarted, SubagentType: "Plan"})}, ""},
		"one of no type":      {[]ingest.Observation{reported(ingest.Event{ID: "d", Type: ingest.TypeTaskDelegation, At: at(1), Status: model.StatusStarted})}, "d"},
		"none that runs in the subagent itself": {
			[]ingest.Observation{reported(ingest.Event{ID: "d", Type: ingest.TypeTaskDelegation, At: at(1), Status: model.StatusStarted, Subagent: "a"})}, "",
		},
		"the one that a source reported": {
			[]ingest.Observation{exploring("running", 1, model.StatusStarted, ""), exploring("reported", 2, model.StatusStarted, "a")}, "reported",
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, isOneBatch := range []bool{false, true} {
				s := newStore()
				reports := slices.Concat(test.reports, []ingest.Observation{begun("a", "Explore", 3), workOf("a", "w", 5)})
				if isOneBatch {
					s.apply(t, reports...)
				} else {
					s.applyEach(t, reports...)
				}
				want := test.want
				if want == "" {
					want = "prompt"
				}
				if got := s.events["w"].ParentID; got != want {
					t.Errorf("in one batch: %v: got %q, want %q", isOneBatch, got, want)
				}
			}
		})
	}
}

// TestAnInferredLinkGivesWayToAReportedOne: two delegations run side by side, and the subagents were inferred the wrong way round.
func TestAnInferredLinkGivesWayToAReportedOne(t *testing.T) {
	for name, size := range map[string]int{"one by one": 1, "three together": 3, "in one batch": 100} {
		t.Run(name, func(t *testing.T) {
			s := newStore()
			apply := func(observations ...ingest.Observation) {
				for len(observations) > 0 {
					n := min(size, len(observations))
					s.apply(t, observations[:n]...)
					observations = observations[n:]
				}
			}
			expect := func(when, want string) {
				t.Helper()
				got := fmt.Sprintf("one started %s, two %s; a below %s, b below %s",
					s.events["one"].TaskID, s.events["two"].TaskID, s.events["work-a"].ParentID, s.events["work-b"].ParentID)
				if got != want {
					t.Errorf("%s: %s, want %s", when, got, want)
				}
			}
			apply(exploring("one", 1, model.StatusStarted, ""), exploring("two", 2, model.StatusStarted, ""), begun("a", "Explore", 3), workOf("a", "work-a", 4),
				begun("b", "Explore", 5), workOf("b", "work-b", 6))
			expect("while they run", "one started a, two b; a below one, b below two")
			apply(exploring("one", 1, model.StatusCompleted, "b"))
			expect("once one is reported", "one started b, two a; a below two, b below one")
			apply(exploring("two", 2, model.StatusCompleted, "a"), begun("a", "Explore", 3), begun("b", "Explore", 5))
			expect("once both are", "one started b, two a; a below two, b below one")
			for id, e := range s.events {
				if e.Context != "" {
					t.Errorf("%s is still inferred: %s", id, e.Context)
				}
			}
		})
	}
}

// TestAReportedDelegationTakesASubagentFromAnInferredOne: the reported one had no subagent to give in exchange.
func TestAReportedDelegationTakesASubagentFromAnInferredOne(t *testing.T) {
	s := newStore()
	s.apply(t, exploring("first", 1, model.StatusStarted, ""), exploring("second", 2, model.StatusStarted, ""))
	s.apply(t, begun("a", "Explore", 3), workOf("a", "w", 4))
	s.apply(t, exploring("second", 2, model.StatusCompleted, "a"))
	if first, second, parent := s.events["first"], s.events["second"].TaskID, s.events["w"].ParentID; first.TaskID != "" || first.Context != "" || second != "a" || parent != "second" {
		t.Errorf("first started %q (%s), second %q; the work is below %s", first.TaskID, first.Context, second, parent)
	}
}
