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
		if got := traceStatus(&event{EventRow: &ingest.EventRow{Status: status}}); got != want {
			t.Errorf("%q is %q, want %q", status, got, want)
		}
	}
}

// TestANumberThatWasMadeOfATextIsReplacedByThatText: the text of the number counts even if it is shorter, and any other text if it is longer.
func TestANumberThatWasMadeOfATextIsReplacedByThatText(t *testing.T) {
	for name, test := range map[string]struct {
		stored, reported, want string
		isInexact              bool
	}{
		"zeros before it":            {"12345", "0012345", "0012345", true},
		"an exponent":                {"1000.0", "1e3", "1e3", true},
		"more digits than it has":    {"1.23456789012346e+19", "12345678901234567890", "12345678901234567890", true},
		"no number is so large":      {"Inf", "5e94821", "5e94821", true},
		"white space":                {"465", "     465\n", "     465\n", true},
		"another number, shorter":    {"1000.0", "7", "1000.0", true},
		"a longer text":              {"1000.0", "1e3 and more", "1e3 and more", true},
		"a shorter text":             {"1000.0", "none", "1000.0", true},
		"nothing":                    {"1000.0", "", "1000.0", true},
		"a text that is a number":    {"1000.0", "1e3", "1000.0", false},
		"an infinity of another end": {"-Inf", "1e999", "1e999", true},
	} {
		t.Run(name, func(t *testing.T) {
			got, isInexact := test.stored, test.isInexact
			if changed := keepText(&got, test.reported, &isInexact); got != test.want || changed != (got != test.stored) || changed && isInexact {
				t.Errorf("%q, %v, %v", got, changed, isInexact)
			}
		})
	}
}
