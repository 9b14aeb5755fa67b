package ingeststore_test

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// delegation is a delegation as a hook reports it; task is the subagent, once that is known.
func delegation(id string, seconds float64, status ingest.Status, task string) ingest.Observation {
	return event(ingest.Event{ID: id, Type: ingest.TypeTaskDelegation, ToolName: "Task", At: after(seconds), Status: status, SubagentType: "Explore", TaskID: task})
}

// begun says that a subagent began, and worked something that it did.
func begun(subagent string, seconds float64) ingest.Observation {
	return event(ingest.Event{ID: "begin-" + subagent, Type: ingest.TypeStart, ToolName: "SubagentStart", At: after(seconds), AgentID: "Explore", Subagent: subagent, SubagentType: "Explore"})
}

func worked(subagent string, seconds float64) ingest.Observation {
	return event(ingest.Event{ID: "work-" + subagent, ToolName: "Grep", At: after(seconds), AgentID: "Explore", Subagent: subagent, SubagentType: "Explore"})
}

// TestASubagentBelongsToTheDelegationThatRuns: hooks report that a subagent began, but not which of the calls started it. Two run side by
// side, and the links are inferred the wrong way round.
func TestASubagentBelongsToTheDelegationThatRuns(t *testing.T) {
	const query = "SELECT event_id, parent_event_id, claude_task_id FROM agent_events WHERE event_id NOT LIKE 'begin-%' ORDER BY 1"
	for name, cut := range map[string]int{"one by one": 1, "three together": 3, "all at once": 100} {
		t.Run(name, func(t *testing.T) {
			db := testkit.OpenDatabase(t, "")
			r := newIngest(t, db)
			report := func(observations ...ingest.Observation) {
				for len(observations) > 0 {
					n := min(cut, len(observations))
					keep(t, r, observations[:n]...)
					observations = observations[n:]
				}
			}
			report(delegation("one", 1, ingest.StatusStarted, ""), delegation("two", 2, ingest.StatusStarted, ""), delegation("over", 0, ingest.StatusCompleted, ""),
				begun("a", 3), worked("a", 4), begun("b", 5), worked("b", 6))
			if got, want := dump(t, db, query), "one|NULL|a\nover|NULL|NULL\ntwo|NULL|b\nwork-a|one|NULL\nwork-b|two|NULL"; got != want {
				t.Errorf("while they run:\n%s\nwant\n%s", got, want)
			}
			report(delegation("one", 1, ingest.StatusCompleted, "b"))
			if got, want := dump(t, db, query), "one|NULL|b\nover|NULL|NULL\ntwo|NULL|a\nwork-a|two|NULL\nwork-b|one|NULL"; got != want {
				t.Errorf("once one is reports:\n%s\nwant\n%s", got, want)
			}
			report(delegation("two", 2, ingest.StatusCompleted, "a"), begun("a", 3), begun("b", 5))
			if got, want := dump(t, db, query), "one|NULL|b\nover|NULL|NULL\ntwo|NULL|a\nwork-a|two|NULL\nwork-b|one|NULL"; got != want {
				t.Errorf("once both are:\n%s\nwant\n%s", got, want)
			}
			if got := dump(t, db, "SELECT count(*) FROM agent_events WHERE context LIKE '%guess%'"); got != "0" {
				t.Errorf("%s links are still inferred", got)
			}
		})
	}
}

// TestAnInferredDelegationEndsWithItsTurn: only one that is known to run in the background outlives the turn.
func TestAnInferredDelegationEndsWithItsTurn(t *testing.T) {
	db := testkit.OpenDatabase(t, "")
	r := newIngest(t, db)
	keep(t, r, delegation("inferred", 1, ingest.StatusStarted, ""), begun("a", 2), delegation("known", 3, ingest.StatusStarted, "b"))
	keep(t, r, ingest.Observation{Stop: &ingest.Stop{SessionID: "s", At: after(9), Status: ingest.StatusCancelled, MainThread: true}})
	if got := dump(t, db, "SELECT event_id, status FROM agent_events WHERE tool_name = 'Task' ORDER BY 1"); got != "inferred|cancelled\nknown|started" {
		t.Error(got)
	}
}

// TestAReportedDelegationTakesASubagentFromAnInferredOne: of two that run, the reported one has no inferred subagent of its own.
func TestAReportedDelegationTakesASubagentFromAnInferredOne(t *testing.T) {
	db := testkit.OpenDatabase(t, "")
	r := newIngest(t, db)
	keep(t, r, delegation("first", 1, ingest.StatusStarted, ""), delegation("second", 2, ingest.StatusStarted, ""))
	keep(t, r, begun("a", 3), worked("a", 4)) // taken for the one of the first
	keep(t, r, delegation("second", 2, ingest.StatusCompleted, "a"))
	got := dump(t, db, "SELECT event_id, parent_event_id, claude_task_id FROM agent_events WHERE event_id NOT LIKE 'begin-%' ORDER BY 1")
	if want := "first|NULL|NULL\nsecond|NULL|a\nwork-a|second|NULL"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
