package merge

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// launched is a delegation to the subagent "a" in the background, as a hook reports it.
func launched() ingest.Observation {
	return reported(ingest.Event{ID: "delegation", Type: ingest.TypeTaskDelegation, ToolName: model.ToolTask, At: at(0), Status: model.StatusStarted, TaskID: "a"})
}

// works is a call in the subagent "a".
func works(id string, seconds float64) ingest.Observation {
	return reported(ingest.Event{ID: id, Type: ingest.TypeToolCall, ToolName: "Bash", At: at(seconds), Status: model.StatusStarted, Subagent: "a"})
}

// stops are the observations of a hook that says that the subagent "a" stopped.
func stops(id string, seconds float64) []ingest.Observation {
	mark := ingest.MarkRow{ID: id, SessionID: "s", ToolName: "SubagentStop", Subagent: "a", At: at(seconds)}
	stop, _ := ingest.NewStop(mark)
	return []ingest.Observation{
		reported(ingest.Event{ID: id, Type: ingest.TypeCompletion, ToolName: mark.ToolName, At: mark.At, Status: model.StatusRecorded, Subagent: "a"}),
		{Stop: &stop},
	}
}

// notified is the end of one run, as a transcript reports it.
func notified(seconds float64) ingest.Observation {
	return reported(ingest.Event{
		ID: "delegation", Type: ingest.TypeTaskDelegation, ToolName: model.ToolTask, At: at(0), Status: model.StatusCompleted, TaskID: "a", EndedAt: at(seconds), EndsOneRun: true,
	})
}

// overBy is a call that says how the subagent "a" ended.
func overBy(id, tool string, status model.Status, begins, seconds float64) []ingest.Observation {
	end := &ingest.TaskEnd{Subagent: "a", Status: status, At: at(seconds)}
	stop, _ := ingest.NewStop(ingest.MarkRow{SessionID: "s", Facts: ingest.MarkFacts{TaskEnd: end}})
	return []ingest.Observation{
		reported(ingest.Event{ID: id, Type: ingest.TypeToolCall, ToolName: tool, At: at(begins), Status: model.StatusCompleted, EndedAt: at(seconds), TaskEnd: end}), {Stop: &stop},
	}
}

// turnEnds is the stop of the main thread, with the list of what goes on in the background.
func turnEnds(seconds float64, list string) []ingest.Observation {
	context := map[string]json.RawMessage{}
	if list != "" {
		context[ingest.BackgroundMember] = json.RawMessage(list)
	}
	mark := ingest.MarkRow{ID: "turn-end", SessionID: "s", ToolName: "Stop", At: at(seconds), Facts: ingest.MarkFacts{Background: ingest.Background(context[ingest.BackgroundMember])}}
	stop, _ := ingest.NewStop(mark)
	return []ingest.Observation{
		reported(ingest.Event{ID: mark.ID, Type: ingest.TypeCompletion, ToolName: mark.ToolName, At: mark.At, Status: model.StatusRecorded, Context: context}), {Stop: &stop},
	}
}

// inEveryOrderOf runs a test on each order of reports, each of which is a batch, and on all in one batch, twice.
func inEveryOrderOf(t *testing.T, reports [][]ingest.Observation, check func(t *testing.T, s *store)) {
	t.Helper()
	for order := range permutations(reports) {
		for _, isOneBatch := range []bool{false, true} {
			s := newStore()
			var names []string
			for range 2 { // what is told twice changes nothing
				var all []ingest.Observation
				for _, report := range order {
					names, all = append(names, describe(report)), append(all, report...)
					if !isOneBatch {
						s.apply(t, report...)
					}
				}
				if isOneBatch {
					s.apply(t, all...)
				}
			}
			check(t, s)
			if t.Failed() {
				t.Fatalf("in one batch: %v, in the order %s", isOneBatch, strings.Join(names, "; "))
			}
		}
	}
}

func one(o ingest.Observation) []ingest.Observation { return []ingest.Observation{o} }

// TestASubagentThatGoesOnAfterItsStop: the delegation runs from its beginning to the last stop that no sign of the subagent follows.
func TestASubagentThatGoesOnAfterItsStop(t *testing.T) {
	for name, test := range map[string]struct {
		reports [][]ingest.Observation
		status  model.Status
		took    float64
	}{
		"it stopped":                         {[][]ingest.Observation{one(launched()), one(works("w1", 1)), stops("stop-1", 3)}, model.StatusCompleted, 3},
		"it went on":                         {[][]ingest.Observation{one(launched()), one(works("w1", 1)), stops("stop-1", 3), one(works("w2", 5))}, model.StatusStarted, 0},
		"it stopped again":                   {[][]ingest.Observation{one(launched()), stops("stop-1", 3), one(works("w2", 5)), stops("stop-2", 9)}, model.StatusCompleted, 9},
		"it went on a third time":            {[][]ingest.Observation{one(launched()), stops("stop-1", 3), one(works("w2", 5)), stops("stop-2", 9), one(works("w3", 11))}, model.StatusStarted, 0},
		"its stop came twice":                {[][]ingest.Observation{one(launched()), one(works("w1", 1)), stops("stop-1", 3), stops("stop-2", 3.2)}, model.StatusCompleted, 3},
		"a transcript tells of both ends":    {[][]ingest.Observation{one(launched()), one(notified(3)), one(works("w2", 5)), one(notified(9))}, model.StatusCompleted, 9},
		"a transcript tells of the first":    {[][]ingest.Observation{one(launched()), one(notified(3)), one(works("w2", 5))}, model.StatusStarted, 0},
		"a hook and a transcript":            {[][]ingest.Observation{one(launched()), stops("stop-1", 3), one(works("w2", 5)), one(notified(3.5)), stops("stop-2", 9)}, model.StatusCompleted, 9},
		"stopped after it went on":           {[][]ingest.Observation{one(launched()), stops("stop-1", 3), one(works("w2", 5)), overBy("kill", "TaskStop", model.StatusCancelled, 6, 6.5)}, model.StatusCancelled, 6.5},
		"stopped after it was over":          {[][]ingest.Observation{one(launched()), stops("stop-1", 3), overBy("kill", "TaskStop", model.StatusCancelled, 6, 6.5)}, model.StatusCompleted, 3},
		"its result is fetched":              {[][]ingest.Observation{one(launched()), one(works("w1", 5)), overBy("fetch", "TaskOutput", model.StatusCompleted, 4, 8)}, model.StatusCompleted, 8},
		"fetched, and a transcript tells it": {[][]ingest.Observation{one(launched()), one(notified(7)), overBy("fetch", "TaskOutput", model.StatusCompleted, 4, 8)}, model.StatusCompleted, 7},
		"the end of the session":             {[][]ingest.Observation{one(launched()), one(works("w1", 1)), turnEnds(2, ""), one(works("w2", 5))}, model.StatusStarted, 0},
		"missing in a list":                  {[][]ingest.Observation{one(launched()), one(works("w1", 1)), turnEnds(2, "[]")}, model.StatusCancelled, 2},
		"missing, and it stopped":            {[][]ingest.Observation{one(launched()), one(works("w1", 1)), turnEnds(2, "[]"), stops("stop-1", 2.5)}, model.StatusCompleted, 2.5},
		"missing, and it went on":            {[][]ingest.Observation{one(launched()), turnEnds(2, "[]"), one(works("w2", 5))}, model.StatusStarted, 0},
		"in the list":                        {[][]ingest.Observation{one(launched()), one(works("w1", 1)), turnEnds(2, `[{"id":"a","type":"subagent","status":"running"}]`)}, model.StatusStarted, 0},
		"in the list as over":                {[][]ingest.Observation{one(launched()), one(works("w1", 1)), turnEnds(2, `[{"id":"a","type":"subagent","status":"completed"}]`)}, model.StatusCancelled, 2},
		"a list of another form":             {[][]ingest.Observation{one(launched()), one(works("w1", 1)), turnEnds(2, `["a"]`)}, model.StatusStarted, 0},
	} {
		t.Run(name, func(t *testing.T) {
			inEveryOrderOf(t, test.reports, func(t *testing.T, s *store) {
				e := s.events["delegation"]
				took := 0.0
				if e.DurationSeconds != nil {
					took = *e.DurationSeconds
				}
				if e.Status != test.status || took != test.took {
					t.Errorf("%s after %v s, want %s after %v s: %s", e.Status, took, test.status, test.took, e.Context)
				}
			})
		})
	}
}

// TestTheCallsOfASubagentEndWithIt: a call that runs when its subagent is over ends as that does.
func TestTheCallsOfASubagentEndWithIt(t *testing.T) {
	for name, test := range map[string]struct {
		end    []ingest.Observation
		status model.Status
	}{
		"it stopped":          {stops("stop-1", 3), model.StatusCompleted},
		"it is stopped":       {overBy("kill", "TaskStop", model.StatusCancelled, 2.5, 3), model.StatusCancelled},
		"missing in a list":   {turnEnds(3, "[]"), model.StatusCancelled},
		"a list that has it":  {turnEnds(3, `[{"id":"a"}]`), model.StatusStarted},
		"fetched, and killed": {overBy("fetch", "TaskOutput", model.StatusCancelled, 0.5, 3), model.StatusCancelled},
	} {
		t.Run(name, func(t *testing.T) {
			inEveryOrderOf(t, [][]ingest.Observation{one(launched()), one(works("w1", 1)), test.end}, func(t *testing.T, s *store) {
				if e := s.events["w1"]; e.Status != test.status {
					t.Errorf("%s, want %s", e.Status, test.status)
				}
			})
		})
	}
}

// TestASubagentOfOneThatGoesOnGoesOn: a list names only what the main agent started.
func TestASubagentOfOneThatGoesOnGoesOn(t *testing.T) {
	inner := reported(ingest.Event{ID: "inner", Type: ingest.TypeTaskDelegation, ToolName: model.ToolTask, At: at(1), Status: model.StatusStarted, TaskID: "b", Subagent: "a"})
	deep := reported(ingest.Event{ID: "deep", Type: ingest.TypeToolCall, ToolName: "Bash", At: at(2), Status: model.StatusStarted, Subagent: "b"})
	for list, want := range map[string]model.Status{`[{"id":"a"}]`: model.StatusStarted, `[]`: model.StatusCancelled} {
		inEveryOrderOf(t, [][]ingest.Observation{{launched(), inner}, one(deep), turnEnds(3, list)}, func(t *testing.T, s *store) {
			if a, b := s.events["inner"].Status, s.events["deep"].Status; a != want || b != want {
				t.Errorf("with the list %s: the delegation is %s, the call %s, want %s", list, a, b, want)
			}
		})
	}
}
