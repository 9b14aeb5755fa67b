package merge

import (
	"math"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// TestTheTotalsOfASessionGrowWithItsEvents reports events, tokens that come later, and all once more.
func TestTheTotalsOfASessionGrowWithItsEvents(t *testing.T) {
	s := newStore()
	for range 2 {
		s.apply(t, reported(ingest.Event{ID: "a", At: at(1)}), reported(ingest.Event{ID: "b", At: at(2), CostTokens: pointer(int64(5))}))
		s.apply(t, reported(ingest.Event{ID: "c", At: at(3)}), used(ingest.Usage{ID: "u", EventID: "a", At: at(3), Input: 10}))
		s.apply(t, used(ingest.Usage{ID: "u", EventID: "a", At: at(3), Input: 10, Output: 30}))
		if row := s.sessions["s"]; row.Events != 3 || row.Tokens != 45 {
			t.Errorf("%d events with %d tokens, want 3 with 45", row.Events, row.Tokens)
		}
	}
}

func TestTotalsGoOnFromWhatIsStored(t *testing.T) {
	stored := func(id string, tokens int64) ingest.EventRow {
		return ingest.EventRow{ID: id, SessionID: "s", CostTokens: &tokens}
	}
	for name, test := range map[string]struct {
		session        ingest.SessionRow
		events, tokens int64
	}{
		"another program's count is believed":      {ingest.SessionRow{ID: "s", Events: 513, Tokens: 450}, 514, 453},
		"what nobody counted is counted":           {ingest.SessionRow{ID: "s"}, 3, 12},
		"tokens of which nobody counted an event":  {ingest.SessionRow{ID: "s", Tokens: 99}, 3, 12},
		"an absurd number stays the largest there": {ingest.SessionRow{ID: "s", Events: 1, Tokens: math.MaxInt64}, 2, math.MaxInt64},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore()
			s.sessions["s"] = test.session
			s.events["one"], s.events["two"] = stored("one", 7), stored("two", 2)
			s.apply(t, reported(ingest.Event{ID: "new", At: at(1), CostTokens: pointer(int64(3))}))
			if row := s.sessions["s"]; row.Events != test.events || row.Tokens != test.tokens {
				t.Errorf("%d events with %d tokens, want %d with %d", row.Events, row.Tokens, test.events, test.tokens)
			}
		})
	}
}
