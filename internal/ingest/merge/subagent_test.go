package merge

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

func delegationOf(id, task string, seconds float64) ingest.Observation {
	return reported(ingest.Event{ID: id, Type: ingest.TypeTaskDelegation, ToolName: "Task", TaskID: task, At: at(seconds), Status: model.StatusCompleted})
}

func workOf(subagent, id string, seconds float64) ingest.Observation {
	return reported(ingest.Event{ID: id, ToolName: "Grep", Subagent: subagent, ParentID: "prompt", At: at(seconds)})
}

// TestWorkOfASubagentBelongsToItsDelegation reports each case in every order.
func TestWorkOfASubagentBelongsToItsDelegation(t *testing.T) {
	for name, test := range map[string]struct {
		reports []ingest.Observation
		want    string
	}{
		"the delegation that names the subagent": {[]ingest.Observation{delegationOf("d", "a", 1), workOf("a", "w", 2)}, "d"},
		"the first by id of two":                 {[]ingest.Observation{delegationOf("d2", "a", 1), delegationOf("d1", "a", 2), workOf("a", "w", 3)}, "d1"},
		"none that names another subagent":       {[]ingest.Observation{delegationOf("d", "b", 1), workOf("a", "w", 2)}, "prompt"},
		"none of another session": {
			[]ingest.Observation{reported(ingest.Event{ID: "d", SessionID: "t", Type: ingest.TypeTaskDelegation, TaskID: "a", At: at(1)}), workOf("a", "w", 2)}, "prompt",
		},
		"not the tool that reads its result": {
			[]ingest.Observation{reported(ingest.Event{ID: "c", ToolName: "TaskOutput", TaskID: "a", At: at(3)}), delegationOf("d", "a", 1), workOf("a", "w", 2)}, "d",
		},
	} {
		t.Run(name, func(t *testing.T) {
			inEveryOrder(t, test.reports, func(t *testing.T, s *store) {
				if got := s.events["w"].ParentID; got != test.want {
					t.Errorf("got %q, want %q", got, test.want)
				}
			})
		})
	}
}

// TestRequestsOfASubagentBelongToItsDelegation: telemetry names the prompt for them.
func TestRequestsOfASubagentBelongToItsDelegation(t *testing.T) {
	reports := []ingest.Observation{
		delegationOf("d", "a", 1), used(ingest.Usage{ID: "u", EventID: "prompt", Subagent: "a", Input: 7, At: at(2)}), promptIn("s", "prompt", 0),
	}
	inEveryOrder(t, reports, func(t *testing.T, s *store) {
		if got := s.usages["u"].BelongsTo; got != "d" {
			t.Errorf("it belongs to %q", got)
		}
		if prompt, delegation := *s.events["prompt"].CostTokens, *s.events["d"].CostTokens; prompt != 0 || delegation != 7 {
			t.Errorf("the prompt has %d tokens, the delegation %d", prompt, delegation)
		}
	})
}
