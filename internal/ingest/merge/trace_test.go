package merge

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// TestATraceHoldsWhatSourcesKnowOfACall reports a call as a hook and as a transcript do, in both orders.
func TestATraceHoldsWhatSourcesKnowOfACall(t *testing.T) {
	reports := []ingest.Observation{
		reported(ingest.Event{ID: callID, ToolUseID: "use", At: at(1), ToolInput: json.RawMessage(`{"a":1}`), Input: "a", Status: model.StatusStarted}),
		reported(ingest.Event{
			ID: callID, ToolUseID: "use", ToolName: "Read", At: at(2), Output: "text", Error: "exit 1", Status: model.StatusFailed, DurationSeconds: pointer(1.5),
		}),
	}
	inEveryOrder(t, reports, func(t *testing.T, s *store) {
		want := ingest.TraceRow{
			ID: "use", SessionID: "s", ToolName: "Read", Input: `{"a":1}`, Output: "text", Error: "exit 1", StartedAt: at(1), EndedAt: at(2.5),
			DurationMS: pointer(int64(1500)), Status: model.StatusFailed,
		}
		if diff := cmp.Diff(want, s.traces["use"]); diff != "" {
			t.Error(diff)
		}
	})
}

func TestATraceOfAnUnknownToolRuns(t *testing.T) {
	s := newStore()
	s.apply(t, reported(ingest.Event{ID: callID, ToolUseID: "use", At: at(1), Input: "ls"}))
	want := ingest.TraceRow{ID: "use", SessionID: "s", ToolName: "unknown", Input: "ls", StartedAt: at(1), Status: model.StatusStarted}
	if diff := cmp.Diff(want, s.traces["use"]); diff != "" {
		t.Error(diff)
	}
}

func TestAnEventThatIsNoCallHasNoTrace(t *testing.T) {
	s := newStore()
	s.apply(t, reported(ingest.Event{ID: "e", At: at(1)}))
	if len(s.traces) != 0 {
		t.Errorf("traces %v", s.traces)
	}
}

func TestATraceHasTheWordsThatItsTablePermits(t *testing.T) {
	for status, want := range map[model.Status]model.Status{
		model.StatusNone: "started", model.StatusRecorded: "started", model.StatusStarted: "started", model.StatusRunning: "started", "no word of ours": "started",
		model.StatusSuccess: "completed", model.StatusCompleted: "completed", model.StatusError: "failed", model.StatusFailed: "failed",
		model.StatusCancelled: "cancelled", model.StatusRejected: "cancelled", model.StatusTimeout: "timeout",
	} {
		if got := traceStatus(status); got != want {
			t.Errorf("%q is %q, want %q", status, got, want)
		}
	}
}
