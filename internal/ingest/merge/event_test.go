package merge

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

func TestANewEventHasWhatEveryRowHas(t *testing.T) {
	s := newStore()
	if outcomes := s.apply(t, reported(ingest.Event{ID: "e"})); outcomes[0] != ingest.Created {
		t.Errorf("outcome %s", outcomes[0])
	}
	want := ingest.EventRow{
		ID: "e", SessionID: "s", AgentID: model.UnknownAgent, Type: ingest.TypeToolCall, At: now, Status: model.StatusRecorded, CostTokens: pointer(int64(0)),
	}
	if diff := cmp.Diff(want, s.events["e"]); diff != "" {
		t.Error(diff)
	}
}

// TestWhichValueOfAnEventWins has two sources report an event, in both orders; want is the row, as far as the test is about it.
func TestWhichValueOfAnEventWins(t *testing.T) {
	for name, test := range map[string]struct {
		one, other ingest.Event
		want       func(e ingest.EventRow) bool
	}{
		"the longer input": {
			ingest.Event{Input: "ls"}, ingest.Event{Input: "ls -l"}, func(e ingest.EventRow) bool { return e.Input == "ls -l" },
		},
		"the longer output": {
			ingest.Event{Output: "ok"}, ingest.Event{Output: "ok, 3 files"}, func(e ingest.EventRow) bool { return e.Output == "ok, 3 files" },
		},
		"the earlier time": {
			ingest.Event{At: at(2)}, ingest.Event{At: at(1)}, func(e ingest.EventRow) bool { return e.At == at(1) },
		},
		"the status of the higher rank": {
			ingest.Event{Status: model.StatusStarted}, ingest.Event{Status: model.StatusFailed}, func(e ingest.EventRow) bool { return e.Status == model.StatusFailed },
		},
		"failure, of two ends": {
			ingest.Event{Status: model.StatusCompleted}, ingest.Event{Status: model.StatusFailed}, func(e ingest.EventRow) bool { return e.Status == model.StatusFailed },
		},
		"any type rather than a call": {
			ingest.Event{Type: ingest.TypeToolCall}, ingest.Event{Type: ingest.TypeTaskDelegation}, func(e ingest.EventRow) bool { return e.Type == ingest.TypeTaskDelegation },
		},
		"a subagent rather than its program": {
			ingest.Event{AgentID: "claude-code"}, ingest.Event{AgentID: "Explore", Subagent: "a"}, func(e ingest.EventRow) bool { return e.AgentID == "Explore" },
		},
		"a program rather than none": {
			ingest.Event{AgentID: model.UnknownAgent}, ingest.Event{AgentID: "codex"}, func(e ingest.EventRow) bool { return e.AgentID == "codex" },
		},
		"the longer message of a failure": {
			ingest.Event{Error: "exit"}, ingest.Event{Error: "exit 1"}, func(e ingest.EventRow) bool { return e.Context == `{"error":"exit 1"}` },
		},
		"members of the context of both": {
			ingest.Event{Context: members(`{"a":1}`)}, ingest.Event{Context: members(`{"b":2}`)}, func(e ingest.EventRow) bool { return e.Context == `{"a":1,"b":2}` },
		},
		"what only one knows": {
			ingest.Event{ToolName: "Read", Model: "m", ToolInput: json.RawMessage(`{"a":1}`)}, ingest.Event{ParentID: "p", FeatureID: "f", SubagentType: "t"},
			func(e ingest.EventRow) bool {
				return e.ToolName == "Read" && e.Model == "m" && e.ToolInput == `{"a":1}` && e.ParentID == "p" && e.FeatureID == "f" && e.SubagentType == "t"
			},
		},
		"the longer name of a tool": {
			ingest.Event{Type: ingest.TypeToolCall, ToolName: "Bash"}, ingest.Event{Type: ingest.TypeToolCall, ToolName: "exec_command"},
			func(e ingest.EventRow) bool { return e.ToolName == "exec_command" },
		},
		"a delegation under its own name": {
			ingest.Event{Type: ingest.TypeTaskDelegation, ToolName: "Task"}, ingest.Event{Type: ingest.TypeToolCall, ToolName: "codebase_investigator"},
			func(e ingest.EventRow) bool { return e.Type == ingest.TypeTaskDelegation && e.ToolName == "Task" },
		},
		"the longer input of a tool": {
			ingest.Event{ToolInput: json.RawMessage(`{"command":"ls"}`)}, ingest.Event{ToolInput: json.RawMessage(`{"cmd":"ls","workdir":"/app"}`)},
			func(e ingest.EventRow) bool { return e.ToolInput == `{"cmd":"ls","workdir":"/app"}` },
		},
		"the larger number of tokens": {
			ingest.Event{CostTokens: pointer(int64(7))}, ingest.Event{CostTokens: pointer(int64(9))}, func(e ingest.EventRow) bool { return *e.CostTokens == 9 },
		},
		"no parent rather than the event itself": {
			ingest.Event{ParentID: "e"}, ingest.Event{}, func(e ingest.EventRow) bool { return e.ParentID == "" },
		},
	} {
		t.Run(name, func(t *testing.T) {
			test.one.ID, test.other.ID = "e", "e"
			inEveryOrder(t, []ingest.Observation{reported(test.one), reported(test.other)}, func(t *testing.T, s *store) {
				if e := s.events["e"]; !test.want(e) {
					t.Errorf("got %+v", e)
				}
			})
		})
	}
}

// TestTheFirstOfTwoContradictionsIsKept reports values of which neither says more than the other.
func TestTheFirstOfTwoContradictionsIsKept(t *testing.T) {
	s := newStore()
	outcomes := s.apply(t,
		reported(ingest.Event{ID: "e", ToolName: "Bash", Model: "m", ParentID: "p", Source: "hook", Context: members(`{"a":1}`)}),
		reported(ingest.Event{ID: "e", Model: "n", ParentID: "q", Source: "otlp", Context: members(`{"a":2}`)}))
	if want := []ingest.Outcome{ingest.Created, ingest.Unchanged}; !slices.Equal(outcomes, want) {
		t.Errorf("outcomes %v, want %v", outcomes, want)
	}
	e := s.events["e"]
	if e.ToolName != "Bash" || e.Model != "m" || e.ParentID != "p" || e.Source != "hook" || e.Context != `{"a":1}` {
		t.Errorf("got %+v", e)
	}
}

// TestWhatIsKnownChangesNothing reports the same again.
func TestWhatIsKnownChangesNothing(t *testing.T) {
	s := newStore()
	observations := []ingest.Observation{
		inSession(ingest.Session{Agent: "codex", Title: "t", At: at(0)}),
		reported(ingest.Event{ID: "e", ToolUseID: "u", ToolName: "Read", At: at(1), Status: model.StatusStarted, Subagent: "a"}),
		used(ingest.Usage{ID: "c", EventID: "e", Model: "known", Input: 3, At: at(1)}),
	}
	s.apply(t, observations...)
	changes, results, err := Apply(t.Context(), s, prices{}, now, observations)
	if err != nil {
		t.Fatal(err)
	}
	for i, result := range results {
		if result.Outcome != ingest.Unchanged {
			t.Errorf("observation %d: %s", i, result.Outcome)
		}
	}
	if !changes.Empty() {
		t.Errorf("changes %+v", changes)
	}
}

// TestColumnsThatAFileLacksAreNoChange: what cannot be stored must not be taken for news each time.
func TestColumnsThatAFileLacksAreNoChange(t *testing.T) {
	s := newStore()
	s.columns = ingest.Columns{}
	observations := []ingest.Observation{
		inSession(ingest.Session{Agent: "codex", Model: "gpt-5", At: at(0)}), reported(ingest.Event{ID: "e", ToolInput: json.RawMessage(`{"a":1}`), At: at(1)}),
	}
	s.apply(t, observations...)
	if got := s.sessions["s"].Metadata; got != `{"model":"gpt-5"}` {
		t.Errorf("metadata %s", got)
	}
	if got := s.events["e"].ToolInput; got != "" {
		t.Errorf("input %s", got)
	}
	if outcomes := s.apply(t, observations...); !slices.Equal(outcomes, []ingest.Outcome{ingest.Unchanged, ingest.Unchanged}) {
		t.Errorf("reported again: %v", outcomes)
	}
}

func TestAnAgentIsMoreSpecificThanAnother(t *testing.T) {
	for _, test := range []struct {
		known, reported string
		want            bool
	}{
		{model.UnknownAgent, "claude-code", true},
		{model.UnknownAgent, "Explore", true},
		{"claude-code", "Explore", true},
		{"claude-code", "codex", false},
		{"Explore", "claude-code", false},
		{"Explore", "general-purpose", false},
		{"claude-code", model.UnknownAgent, false},
		{"claude-code", "", false},
	} {
		if got := isMoreSpecific(test.known, test.reported); got != test.want {
			t.Errorf("%q says more than %q: %v", test.reported, test.known, got)
		}
	}
}
