package merge

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// TestWhichValueOfASessionWins has sources report a session and events of it, in every order.
func TestWhichValueOfASessionWins(t *testing.T) {
	call := func(e ingest.Event) ingest.Observation {
		e.ID = "e"
		return reported(e)
	}
	for name, test := range map[string]struct {
		reports []ingest.Observation
		want    func(s ingest.SessionRow) bool
	}{
		"the agent that the session states": {
			[]ingest.Observation{call(ingest.Event{AgentID: "aider"}), inSession(ingest.Session{Agent: "codex"})}, func(s ingest.SessionRow) bool { return s.Agent == "codex" && s.Metadata == "" },
		},
		"else the first by name of those of its events": {
			[]ingest.Observation{call(ingest.Event{AgentID: "codex"}), reported(ingest.Event{ID: "f", AgentID: "aider"})}, func(s ingest.SessionRow) bool { return s.Agent == "aider" },
		},
		"but not of a subagent": {
			[]ingest.Observation{call(ingest.Event{AgentID: "Explore", Subagent: "a"}), reported(ingest.Event{ID: "f", AgentID: "codex"})}, func(s ingest.SessionRow) bool { return s.Agent == "codex" },
		},
		"the earliest time": {
			[]ingest.Observation{call(ingest.Event{At: at(1)}), inSession(ingest.Session{At: at(2)})}, func(s ingest.SessionRow) bool { return s.CreatedAt == at(1) },
		},
		"the latest end": {
			[]ingest.Observation{inSession(ingest.Session{EndedAt: at(3), Failed: true}), inSession(ingest.Session{EndedAt: at(4)})},
			func(s ingest.SessionRow) bool { return s.CompletedAt == at(4) && s.Status == model.SessionCompleted },
		},
		"failure, of two ends at one time": {
			[]ingest.Observation{inSession(ingest.Session{EndedAt: at(4), Failed: true}), inSession(ingest.Session{EndedAt: at(4)})},
			func(s ingest.SessionRow) bool { return s.CompletedAt == at(4) && s.Status == model.SessionFailed },
		},
		"no end before a prompt": {
			[]ingest.Observation{inSession(ingest.Session{EndedAt: at(3)}), promptIn("s", "go", 4)}, func(s ingest.SessionRow) bool { return s.CompletedAt == "" && s.Status == model.SessionActive },
		},
		"no end before a resumption": {
			[]ingest.Observation{inSession(ingest.Session{EndedAt: at(3)}), call(ingest.Event{ToolName: "SessionStart", At: at(4)})},
			func(s ingest.SessionRow) bool { return s.CompletedAt == "" && s.Status == model.SessionActive },
		},
		"an end that a call follows: it ran in the background": {
			[]ingest.Observation{inSession(ingest.Session{EndedAt: at(3)}), call(ingest.Event{ToolName: "Bash", At: at(4)})},
			func(s ingest.SessionRow) bool { return s.CompletedAt == at(3) && s.Status == model.SessionCompleted },
		},
		"the latest prompt": {
			[]ingest.Observation{promptIn("s", "first", 1), promptIn("s", "last", 2)}, func(s ingest.SessionRow) bool { return s.LastPrompt == "last" && s.LastPromptAt == at(2) },
		},
		"what only one knows": {
			[]ingest.Observation{
				inSession(ingest.Session{ParentID: "p", Title: "t", Model: "m", IsSubagent: true}), inSession(ingest.Session{ContinuedFrom: "c", TranscriptPath: "/t", Cwd: "/w", StartCommit: "1"}),
			}, func(s ingest.SessionRow) bool {
				return s.ParentID == "p" && s.Model == "m" && s.IsSubagent && s.ContinuedFrom == "c" && s.TranscriptPath == "/t" && s.StartCommit == "1" &&
					s.Metadata == `{"cwd":"/w","title":"t"}`
			},
		},
		"the title that the user chose": {
			[]ingest.Observation{inSession(ingest.Session{Title: "made"}), inSession(ingest.Session{Title: "chosen", TitleByUser: true}), inSession(ingest.Session{TitleByUser: true})},
			func(s ingest.SessionRow) bool { return s.Metadata == `{"title":"chosen","title_by":"user"}` },
		},
		"no parent rather than the session itself": {
			[]ingest.Observation{inSession(ingest.Session{ParentID: "s", ContinuedFrom: "s"})}, func(s ingest.SessionRow) bool { return s.ParentID == "" && s.ContinuedFrom == "" },
		},
	} {
		t.Run(name, func(t *testing.T) {
			inEveryOrder(t, test.reports, func(t *testing.T, s *store) {
				if row := s.sessions["s"]; !test.want(row) {
					t.Errorf("got %+v", row)
				}
			})
		})
	}
}

// TestHowASessionWasLeftIsWhatIsReportedLast: the order is that of the reports.
func TestHowASessionWasLeftIsWhatIsReportedLast(t *testing.T) {
	s := newStore()
	s.applyEach(t, inSession(ingest.Session{EndCommit: "1", HandoffNotes: "a", RecommendedNext: "x"}), inSession(ingest.Session{EndCommit: "2", HandoffNotes: "b"}))
	if row := s.sessions["s"]; row.EndCommit != "2" || row.HandoffNotes != "b" || row.RecommendedNext != "x" {
		t.Errorf("got %+v", row)
	}
}

// TestAnIdleSessionEndsUntilItGoesOn: it was ended because nothing was reported for long.
func TestAnIdleSessionEndsUntilItGoesOn(t *testing.T) {
	s := newStore()
	call := func(id string, seconds float64) ingest.Observation {
		return reported(ingest.Event{ID: id, Type: ingest.TypeToolCall, ToolName: "Bash", At: at(seconds), Status: model.StatusStarted})
	}
	s.apply(t, call("first", 1))
	if got := s.sessions["s"].LastAt; got != at(1) {
		t.Fatalf("the latest event is at %s", got)
	}
	idle := ingest.IdleSession{SessionID: "s", LastAt: at(1)}.End()
	s.apply(t, idle...)
	if row := s.sessions["s"]; row.Status != model.SessionCompleted || row.CompletedAt != at(1) || row.LastAt != "" || s.events["first"].Status != model.StatusRecorded {
		t.Errorf("idle: %+v, the call is %s", row, s.events["first"].Status)
	}
	s.apply(t, call("second", 900))
	if row := s.sessions["s"]; row.Status != model.SessionActive || row.CompletedAt != "" || row.LastAt != at(900) {
		t.Errorf("it goes on: %+v", row)
	}
	s.apply(t, idle...)
	if row := s.sessions["s"]; row.Status != model.SessionActive {
		t.Errorf("an end from before it went on: %+v", row)
	}
}

// TestAReportedEndIsOfActivityToo: the end of a long call counts as activity when it is reported.
func TestTheEndOfACallIsActivity(t *testing.T) {
	s := newStore()
	s.apply(t, reported(ingest.Event{ID: "e", At: at(1), Status: model.StatusStarted}))
	s.apply(t, reported(ingest.Event{ID: "e", At: at(50), Status: model.StatusCompleted}))
	if got := s.sessions["s"].LastAt; got != at(50) {
		t.Errorf("got %s", got)
	}
	s.apply(t, reported(ingest.Event{ID: "e", At: at(70), Status: model.StatusCompleted}))
	if got := s.sessions["s"].LastAt; got != at(50) {
		t.Errorf("what was known is no activity: %s", got)
	}
}
