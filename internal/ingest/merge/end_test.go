package merge

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// TestTheDurationOfACall reports what sources know of the beginning and the end of a call, in every order.
func TestTheDurationOfACall(t *testing.T) {
	call := func(e ingest.Event) ingest.Observation {
		e.ID, e.ToolUseID, e.ToolName, e.Type = callID, "use", "Bash", ingest.TypeToolCall
		return reported(e)
	}
	begins := call(ingest.Event{At: at(1), Status: model.StatusStarted})
	ends := call(ingest.Event{At: at(3.5), EndedAt: at(3.5), Status: model.StatusCompleted})
	endsLater := call(ingest.Event{At: at(1.5), EndedAt: at(4), Status: model.StatusCompleted})
	states := call(ingest.Event{At: at(3.5), EndedAt: at(3.5), Status: model.StatusCompleted, DurationSeconds: pointer(2.25)})
	statesMore := call(ingest.Event{At: at(3.5), Status: model.StatusCompleted, DurationSeconds: pointer(2.5)})
	fails := call(ingest.Event{At: at(4), EndedAt: at(4), Status: model.StatusFailed})
	stop := stopped(ingest.Stop{At: at(60), Status: model.StatusCancelled})
	for name, test := range map[string]struct {
		reports []ingest.Observation
		status  model.Status
		seconds float64
		context string
	}{
		"the end that a source saw":       {[]ingest.Observation{begins, ends}, model.StatusCompleted, 2.5, `{"ended_at":"2026-03-18T12:00:03.500000"}`},
		"the earliest of several ends":    {[]ingest.Observation{begins, ends, endsLater}, model.StatusCompleted, 2.5, `{"ended_at":"2026-03-18T12:00:03.500000"}`},
		"a stated duration wins":          {[]ingest.Observation{begins, endsLater, states}, model.StatusCompleted, 2.25, ""},
		"the longer of two stated ones":   {[]ingest.Observation{begins, states, statesMore}, model.StatusCompleted, 2.5, ""},
		"an end wins over a stop":         {[]ingest.Observation{begins, endsLater, stop}, model.StatusCompleted, 3, `{"ended_at":"2026-03-18T12:00:04.000000"}`},
		"a failure wins over a stop":      {[]ingest.Observation{begins, fails, stop}, model.StatusFailed, 3, `{"ended_at":"2026-03-18T12:00:04.000000"}`},
		"a stated one wins over a stop":   {[]ingest.Observation{begins, states, stop}, model.StatusCompleted, 2.25, ""},
		"an end before it began is no 0s": {[]ingest.Observation{call(ingest.Event{At: at(5), EndedAt: at(4), Status: model.StatusCompleted})}, model.StatusCompleted, 0, `{"ended_at":"2026-03-18T12:00:04.000000"}`},
	} {
		t.Run(name, func(t *testing.T) {
			inEveryOrder(t, test.reports, func(t *testing.T, s *store) {
				e, trace := s.events[callID], s.traces["use"]
				if e.Status != test.status || e.DurationSeconds == nil || *e.DurationSeconds != test.seconds || e.Context != test.context {
					t.Errorf("%s after %v s, %s; want %s after %v s, %s", e.Status, *e.DurationSeconds, e.Context, test.status, test.seconds, test.context)
				}
				if trace.Status != test.status || trace.DurationMS == nil || float64(*trace.DurationMS) != 1000*test.seconds {
					t.Errorf("the trace: %+v", trace)
				}
			})
		})
	}
}

// TestAnEarlierBeginningMakesAStoppedCallLonger: the stop is what the duration is measured by.
func TestAnEarlierBeginningMakesAStoppedCallLonger(t *testing.T) {
	s := newStore()
	s.applyEach(t, reported(ingest.Event{ID: "e", At: at(5), Status: model.StatusStarted}), stopped(ingest.Stop{At: at(10), Status: model.StatusCancelled}),
		reported(ingest.Event{ID: "e", At: at(2), Status: model.StatusStarted}))
	if e := s.events["e"]; *e.DurationSeconds != 8 || e.Status != model.StatusCancelled {
		t.Errorf("%s after %v s", e.Status, *e.DurationSeconds)
	}
}
