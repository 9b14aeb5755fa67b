package merge

import (
	"slices"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// callID is the id of an event that is the call "use", as all sources make it.
var callID = ingest.ToolID("use")

// TestAStopEndsWhatIsRunning: want are the events that end, all of which began before second 10, when the stop comes.
func TestAStopEndsWhatIsRunning(t *testing.T) {
	running := []ingest.Observation{
		reported(ingest.Event{ID: callID, ToolName: "Read", At: at(0), Status: model.StatusStarted, Type: ingest.TypeToolCall, ToolUseID: "use"}),
		reported(ingest.Event{ID: "delegation", ToolName: "Agent", TaskID: "a", At: at(0), Status: model.StatusStarted, Type: ingest.TypeTaskDelegation}),
		reported(ingest.Event{ID: "in-subagent", ToolName: "Grep", Subagent: "a", At: at(1), Status: model.StatusStarted, Type: ingest.TypeToolCall}),
		reported(ingest.Event{ID: "prompt", ToolName: model.ToolUserQuery, At: at(0), Status: model.StatusStarted, Type: ingest.TypeToolCall}),
		reported(ingest.Event{ID: "other-word", ToolName: "Bash", At: at(0), Status: model.StatusRunning, Type: ingest.TypeToolCall}),
		reported(ingest.Event{ID: "later", ToolName: "Edit", At: at(11), Status: model.StatusStarted, Type: ingest.TypeToolCall}),
		reported(ingest.Event{ID: "over", ToolName: "Edit", At: at(0), Status: model.StatusCompleted, Type: ingest.TypeToolCall}),
		reported(ingest.Event{ID: "no-call", ToolName: "Note", At: at(0), Status: model.StatusStarted, Type: ingest.TypeCheckPoint}),
		reported(ingest.Event{ID: "elsewhere", SessionID: "t", ToolName: "Read", At: at(0), Status: model.StatusStarted, Type: ingest.TypeToolCall}),
	}
	for name, test := range map[string]struct {
		stop ingest.Stop
		want []string
	}{
		"of a session":               {ingest.Stop{}, []string{"call", "delegation", "in-subagent", "other-word"}},
		"of a subagent":              {ingest.Stop{Subagent: "a"}, []string{"delegation", "in-subagent"}},
		"of the main thread":         {ingest.Stop{MainThread: true}, []string{"call", "other-word"}},
		"of a turn":                  {ingest.Stop{MainThread: true, Prompts: true}, []string{"call", "other-word", "prompt"}},
		"of a session with prompts":  {ingest.Stop{Prompts: true}, []string{"call", "delegation", "in-subagent", "other-word", "prompt"}},
		"of all prompts but a new":   {ingest.Stop{Prompts: true, Except: "prompt"}, []string{"call", "delegation", "in-subagent", "other-word"}},
		"of a subagent that is none": {ingest.Stop{Subagent: "b"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore()
			s.apply(t, running...)
			test.stop.At, test.stop.Status = at(10), model.StatusCancelled
			outcomes := s.apply(t, stopped(test.stop))
			if want := test.want != nil; (outcomes[0] == ingest.Updated) != want {
				t.Errorf("outcome %s", outcomes[0])
			}
			var ended []string
			for _, e := range find(s.events, func(e ingest.EventRow) bool { return e.Status == model.StatusCancelled }) {
				ended = append(ended, strings.Replace(e.ID, callID, "call", 1))
			}
			slices.Sort(ended)
			if !slices.Equal(ended, test.want) {
				t.Errorf("it ends %v, want %v", ended, test.want)
			}
			if trace := s.traces["use"]; slices.Contains(ended, "call") && (trace.Status != model.StatusCancelled || *trace.DurationMS != 10_000) {
				t.Errorf("the trace of the call is %+v", trace)
			}
			if again := s.apply(t, stopped(test.stop)); again[0] != ingest.Unchanged {
				t.Errorf("again: %s", again[0])
			}
		})
	}
}

// TestAnInferredDelegationEndsWithItsTurn: only one that is known to run in the background outlives the turn.
func TestAnInferredDelegationEndsWithItsTurn(t *testing.T) {
	s := newStore()
	s.apply(t, exploring("inferred", 1, model.StatusStarted, ""), begun("a", "Explore", 2), exploring("known", 3, model.StatusStarted, "b"))
	s.apply(t, stopped(ingest.Stop{At: at(9), Status: model.StatusCancelled, MainThread: true}))
	if inferred, known := s.events["inferred"].Status, s.events["known"].Status; inferred != model.StatusCancelled || known != model.StatusStarted {
		t.Errorf("inferred %s, known %s", inferred, known)
	}
}

// TestACallEndsWithTheFirstOfSeveralStops reports the stops in every order, and the call before or after them.
func TestACallEndsWithTheFirstOfSeveralStops(t *testing.T) {
	mark := func(name, subagent string, seconds float64) ingest.Observation {
		return reported(ingest.Event{ID: name + subagent, ToolName: name, Type: ingest.TypeCheckPoint, At: at(seconds), Subagent: subagent, Status: model.StatusRecorded})
	}
	for name, test := range map[string]struct {
		marks  []ingest.Observation
		call   ingest.Event
		status model.Status
		took   float64
	}{
		"the stop, not what comes after it": {[]ingest.Observation{mark("SessionEnd", "", 9), mark("Stop", "", 8)}, ingest.Event{}, model.StatusCompleted, 3},
		"the failure of the turn":           {[]ingest.Observation{mark("StopFailure", "", 8)}, ingest.Event{}, model.StatusFailed, 3},
		"the next prompt":                   {[]ingest.Observation{mark(model.ToolUserQuery, "", 7), mark("Stop", "", 8)}, ingest.Event{}, model.StatusCancelled, 2},
		"nothing that came before":          {[]ingest.Observation{mark("Stop", "", 4), mark(model.ToolUserQuery, "", 3)}, ingest.Event{}, model.StatusStarted, 0},
		"the stop of its subagent":          {[]ingest.Observation{mark("Stop", "", 6), mark("SubagentStop", "b", 7), mark("SubagentStop", "a", 8)}, ingest.Event{Subagent: "a"}, model.StatusCompleted, 3},
		"none, for one in the background":   {[]ingest.Observation{mark("Stop", "", 6)}, ingest.Event{Type: ingest.TypeTaskDelegation, TaskID: "a"}, model.StatusStarted, 0},
		"none, for one that may be":         {[]ingest.Observation{mark("Stop", "", 6)}, ingest.Event{Type: ingest.TypeTaskDelegation}, model.StatusStarted, 0},
		"the end of the session, for these": {[]ingest.Observation{mark("Stop", "", 6), mark("SessionEnd", "", 7)}, ingest.Event{Type: ingest.TypeTaskDelegation, TaskID: "a"}, model.StatusRecorded, 0},
		"none of a session that is not its": {[]ingest.Observation{mark("Stop", "", 6)}, ingest.Event{SessionID: "t"}, model.StatusStarted, 0},
		"none, where a source reports an end": {[]ingest.Observation{mark("Stop", "", 8)},
			ingest.Event{Status: model.StatusFailed, DurationSeconds: pointer(1.5)}, model.StatusFailed, 1.5},
	} {
		t.Run(name, func(t *testing.T) {
			test.call.ID, test.call.ToolUseID, test.call.At = "call", "use", at(5)
			if test.call.Status == "" {
				test.call.Status = model.StatusStarted
			}
			if test.call.Type == "" {
				test.call.Type = ingest.TypeToolCall
			}
			for marks := range permutations(test.marks) {
				for _, isOneBatch := range []bool{false, true} {
					s := newStore()
					if isOneBatch {
						s.apply(t, slices.Concat(marks, []ingest.Observation{reported(test.call)})...)
					} else {
						s.applyEach(t, slices.Concat(marks, []ingest.Observation{reported(test.call)})...)
					}
					call := s.events["call"]
					took := 0.0
					if call.DurationSeconds != nil {
						took = *call.DurationSeconds
					}
					if call.Status != test.status || took != test.took {
						t.Errorf("after %s: %s after %v s, want %s after %v s", describe(marks), call.Status, took, test.status, test.took)
					}
				}
			}
		})
	}
}

// TestAPromptDoesNotEndItsOwnCalls, also where a source that is late knows that both began long before.
func TestAPromptDoesNotEndItsOwnCalls(t *testing.T) {
	prompt := func(seconds float64) ingest.Observation {
		return reported(ingest.Event{ID: "p", ToolName: model.ToolUserQuery, Type: ingest.TypeToolCall, At: at(seconds), Status: model.StatusStarted})
	}
	call := func(seconds float64) ingest.Observation {
		return reported(ingest.Event{ID: callID, ToolName: "Grep", Type: ingest.TypeToolCall, ToolUseID: "use", ParentID: "p", At: at(seconds), Status: model.StatusStarted})
	}
	s := newStore()
	s.applyEach(t, prompt(9), call(9.5))
	s.apply(t, prompt(1), call(2))
	if e := s.events[callID]; e.Status != model.StatusStarted || e.At != at(2) {
		t.Errorf("the call is %+v", e)
	}
}

// TestAnEarlierStopTakesThePlaceOfALaterOne: the stop is delivered after the one that follows it.
func TestAnEarlierStopTakesThePlaceOfALaterOne(t *testing.T) {
	call := reported(ingest.Event{ID: callID, ToolUseID: "use", Type: ingest.TypeToolCall, At: at(0), Status: model.StatusStarted})
	stop := func(seconds float64, status model.Status) []ingest.Observation {
		id := string(status)
		return []ingest.Observation{reported(ingest.Event{ID: id, Type: ingest.TypeCheckPoint, At: at(seconds)}), stopped(ingest.Stop{At: at(seconds), Status: status})}
	}
	for order := range permutations([][]ingest.Observation{stop(3, model.StatusCompleted), stop(9, model.StatusCancelled)}) {
		s := newStore()
		s.apply(t, call)
		s.apply(t, order[0]...)
		s.apply(t, order[1]...)
		if e, trace := s.events[callID], s.traces["use"]; e.Status != model.StatusCompleted || *e.DurationSeconds != 3 || trace.Status != model.StatusCompleted || *trace.DurationMS != 3000 {
			t.Errorf("%s first: %s after %v s, trace %s", order[0][0].Event.ID, e.Status, *e.DurationSeconds, trace.Status)
		}
	}
}
