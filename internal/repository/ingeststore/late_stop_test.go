package ingeststore_test

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// TestACallThatIsReportedLateIsOver reports what ended a call before the call itself, in transactions of their own and in one.
func TestACallThatIsReportedLateIsOver(t *testing.T) {
	call := func(e ingest.Event) ingest.Observation {
		e.ID, e.ToolUseID, e.At, e.Status = "e", "u", after(5), ingest.StatusStarted
		if e.Type == "" {
			e.Type, e.ToolName = ingest.TypeToolCall, "Bash"
		}
		return event(e)
	}
	mark := func(name, subagent string, seconds float64) ingest.Observation {
		return event(ingest.Event{ID: name + subagent, ToolName: name, Type: ingest.TypeToolCall, At: after(seconds), Subagent: subagent, Status: ingest.StatusRecorded})
	}
	const query = "SELECT e.status, execution_duration_seconds, t.status FROM agent_events e JOIN tool_traces t ON e.event_id = 'e'"
	for name, test := range map[string]struct {
		marks []ingest.Observation
		call  ingest.Observation
		want  string
	}{
		"by the stop, not by what came after": {[]ingest.Observation{mark("SessionEnd", "", 9), mark("Stop", "", 8)}, call(ingest.Event{}), "completed|3|completed"},
		"by the next prompt":                  {[]ingest.Observation{mark("UserQuery", "", 7), mark("Stop", "", 8)}, call(ingest.Event{}), "cancelled|2|cancelled"},
		"not by what came before":             {[]ingest.Observation{mark("Stop", "", 4), mark("UserQuery", "", 3)}, call(ingest.Event{}), "started|NULL|started"},
		"by the stop of its subagent": {[]ingest.Observation{mark("Stop", "", 6), mark("SubagentStop", "other", 7), mark("SubagentStop", "a", 8)},
			call(ingest.Event{Subagent: "a"}), "completed|3|completed"},
		"a delegation may run in the background": {[]ingest.Observation{mark("Stop", "", 6)}, call(ingest.Event{Type: ingest.TypeTaskDelegation, ToolName: "Task"}), "started|NULL|started"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, isOneByOne := range []bool{false, true} {
				db := testkit.OpenDatabase(t, "")
				r := newIngest(t, db)
				if isOneByOne {
					keep(t, r, test.marks...)
					keep(t, r, test.call)
				} else {
					keep(t, r, append(test.marks, test.call)...)
				}
				if got := dump(t, db, query); got != test.want {
					t.Errorf("%s, want %s", got, test.want)
				}
			}
		})
	}
}
