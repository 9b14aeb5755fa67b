package merge

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// asks is a prompt of the session "s", and the stop of the turn before it.
func asks(id string, seconds float64) []ingest.Observation {
	stop, _ := ingest.NewStop(ingest.MarkRow{ID: id, SessionID: "s", ToolName: model.ToolUserQuery, At: at(seconds)})
	return []ingest.Observation{
		{Stop: &stop}, reported(ingest.Event{ID: id, Type: ingest.TypeToolCall, ToolName: model.ToolUserQuery, At: at(seconds), Input: "go", Status: model.StatusStarted}),
	}
}

// inTurnOf is something that happens in the turn of the prompt "p".
func inTurnOf(e ingest.Event, seconds float64) []ingest.Observation {
	e.At, e.ParentID = at(seconds), "p"
	if e.Type == "" {
		e.Type = ingest.TypeToolCall
	}
	return one(reported(e))
}

func answers(seconds float64) []ingest.Observation {
	return inTurnOf(ingest.Event{ID: "answer", Type: ingest.TypeCompletion, ToolName: model.ToolMessage, Status: model.StatusCompleted}, seconds)
}

func silent(seconds float64) []ingest.Observation {
	return ingest.IdleSession{SessionID: "s", LastAt: at(seconds)}.End()
}

func sessionEnds(seconds float64) []ingest.Observation {
	stop, _ := ingest.NewStop(ingest.MarkRow{ID: "end", SessionID: "s", ToolName: "SessionEnd", At: at(seconds)})
	return []ingest.Observation{reported(ingest.Event{ID: "end", Type: ingest.TypeEnd, ToolName: "SessionEnd", At: at(seconds)}), {Stop: &stop}}
}

// TestATurnOfWhichNobodySaysHowItEnded is judged by what came last in it, and lasts until then.
func TestATurnOfWhichNobodySaysHowItEnded(t *testing.T) {
	call := func(status model.Status) []ingest.Observation {
		return inTurnOf(ingest.Event{ID: "call", ToolName: "Bash", Status: status, DurationSeconds: pointer(2.0)}, 5)
	}
	failure := inTurnOf(ingest.Event{ID: "failure", Type: ingest.TypeError, Status: model.StatusFailed}, 7)
	inSubagent := one(reported(ingest.Event{ID: "below", Type: ingest.TypeToolCall, ToolName: "Bash", At: at(8), ParentID: "p", Subagent: "a", Status: model.StatusCompleted}))
	for name, test := range map[string]struct {
		reports [][]ingest.Observation
		status  model.Status
		took    float64
	}{
		"answered":                         {[][]ingest.Observation{asks("p", 0), answers(6), sessionEnds(60)}, model.StatusCompleted, 6},
		"a subagent does not count":        {[][]ingest.Observation{asks("p", 0), answers(6), inSubagent, sessionEnds(60)}, model.StatusCompleted, 6},
		"a call came after the answer":     {[][]ingest.Observation{asks("p", 0), answers(3), call(model.StatusCompleted), sessionEnds(60)}, model.StatusRecorded, 7},
		"a request failed":                 {[][]ingest.Observation{asks("p", 0), answers(3), failure, sessionEnds(60)}, model.StatusFailed, 7},
		"somebody broke off its last call": {[][]ingest.Observation{asks("p", 0), call(model.StatusCancelled), sessionEnds(60)}, model.StatusCancelled, 7},
		"nothing came":                     {[][]ingest.Observation{asks("p", 0), sessionEnds(60)}, model.StatusRecorded, 0},
		"a stop says that it completed":    {[][]ingest.Observation{asks("p", 0), call(model.StatusCompleted), turnEnds(9, ""), sessionEnds(60)}, model.StatusCompleted, 9},
		"the next prompt interrupted it":   {[][]ingest.Observation{asks("p", 0), call(model.StatusCompleted), asks("q", 9), sessionEnds(60)}, model.StatusCancelled, 9},
	} {
		t.Run(name, func(t *testing.T) {
			inEveryOrderOf(t, test.reports, func(t *testing.T, s *store) { checkTurn(t, s, test.status, test.took) })
		})
	}
}

func checkTurn(t *testing.T, s *store, status model.Status, took float64) {
	t.Helper()
	e := s.events["p"]
	seconds := 0.0
	if e.DurationSeconds != nil {
		seconds = *e.DurationSeconds
	}
	if e.Status != status || seconds != took {
		t.Errorf("%s after %v s, want %s after %v s: %s", e.Status, seconds, status, took, e.Context)
	}
}

// TestASilentTurnThatGoesOn: the session was ended because nothing was reported for long. want is what becomes of the turn and of the session.
func TestASilentTurnThatGoesOn(t *testing.T) {
	began := inTurnOf(ingest.Event{ID: "call", ToolName: "Bash", Status: model.StatusStarted}, 5)
	ends := inTurnOf(ingest.Event{ID: "call", ToolName: "Bash", Status: model.StatusCompleted, EndedAt: at(9000)}, 9000)
	for name, test := range map[string]struct {
		reports [][]ingest.Observation
		status  model.Status
		took    float64
		session string
	}{
		"silent":                           {[][]ingest.Observation{asks("p", 0), began, silent(5)}, model.StatusRecorded, 5, model.SessionCompleted},
		"silent after an answer":           {[][]ingest.Observation{asks("p", 0), answers(6), silent(6)}, model.StatusCompleted, 6, model.SessionCompleted},
		"its call ends":                    {[][]ingest.Observation{asks("p", 0), began, silent(5), ends}, model.StatusStarted, 0, model.SessionActive},
		"its call ends, and the turn":      {[][]ingest.Observation{asks("p", 0), began, silent(5), ends, turnEnds(9001, "")}, model.StatusCompleted, 9001, model.SessionActive},
		"the turn ends":                    {[][]ingest.Observation{asks("p", 0), began, silent(5), turnEnds(9001, "")}, model.StatusCompleted, 9001, model.SessionActive},
		"an answer comes":                  {[][]ingest.Observation{asks("p", 0), began, silent(5), answers(9000)}, model.StatusStarted, 0, model.SessionActive},
		"the next prompt comes":            {[][]ingest.Observation{asks("p", 0), answers(6), silent(6), asks("q", 9000)}, model.StatusCompleted, 6, model.SessionActive},
		"the next prompt and more come":    {[][]ingest.Observation{asks("p", 0), answers(6), silent(6), asks("q", 9000), turnEnds(9001, "")}, model.StatusCompleted, 6, model.SessionActive},
		"silent, goes on and silent again": {[][]ingest.Observation{asks("p", 0), began, silent(5), ends, silent(9000)}, model.StatusRecorded, 9000, model.SessionCompleted},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore()
			for range 2 {
				for _, report := range test.reports {
					s.apply(t, report...)
				}
			}
			checkTurn(t, s, test.status, test.took)
			if got := s.sessions["s"].Status; got != test.session {
				t.Errorf("the session is %s, want %s", got, test.session)
			}
		})
	}
}

// TestACallOfASessionThatWasSilent is reported late: what ended the session ends it too.
func TestACallOfASessionThatWasSilent(t *testing.T) {
	s := newStore()
	s.apply(t, asks("p", 0)...)
	s.apply(t, silent(5)...)
	s.apply(t, inTurnOf(ingest.Event{ID: "call", ToolName: "Bash", Status: model.StatusStarted}, 3)...)
	if e := s.events["call"]; e.Status != model.StatusRecorded {
		t.Errorf("the call is %s", e.Status)
	}
}

func TestSilenceMakesNoSession(t *testing.T) {
	s := newStore()
	s.apply(t, silent(5)...)
	if len(s.sessions) != 0 {
		t.Errorf("there is %+v", s.sessions)
	}
}
