package ingeststore_test

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

const sessionTotals = "SELECT session_id, total_events, total_tokens_used FROM sessions ORDER BY 1"

// TestTotalsOfASessionGrowWithItsEvents reports events, tokens that come later, and all of it again.
func TestTotalsOfASessionGrowWithItsEvents(t *testing.T) {
	db := testkit.OpenDatabase(t, "")
	r := newIngest(t, db)
	for range 2 {
		keep(t, r, event(ingest.Event{ID: "a", At: after(1)}), event(ingest.Event{ID: "b", At: after(2), CostTokens: number(int64(5))}))
		keep(t, r, event(ingest.Event{ID: "c", At: after(3)}), usage(ingest.Usage{ID: "u", EventID: "a", At: after(3), Input: 10}))
		keep(t, r, usage(ingest.Usage{ID: "u", EventID: "a", At: after(3), Input: 10, Output: 30}))
		if got := dump(t, db, sessionTotals); got != "s|3|45" {
			t.Errorf("%s, want three events and 45 tokens", got)
		}
	}
}

// TestTotalsOfOtherPrograms: totals of another program are kept, and missing ones are counted.
func TestTotalsOfOtherPrograms(t *testing.T) {
	db := testkit.OpenDatabase(t, `
		INSERT INTO sessions (session_id, agent_assigned, created_at, total_events, total_tokens_used) VALUES
			('s', 'x', '2026-03-18 10:00:00', 513, 450), ('uncounted', 'x', '2026-03-18 10:00:00', 0, NULL), ('untouched', 'x', '2026-03-18 10:00:00', 0, 0);
		INSERT INTO agent_events (event_id, agent_id, event_type, timestamp, session_id, cost_tokens) VALUES
			('one', 'x', 'tool_call', '2026-03-18 10:00:00', 'uncounted', 7), ('two', 'x', 'tool_call', '2026-03-18 10:00:00', 'uncounted', 'no number'),
			('other', 'x', 'tool_call', '2026-03-18 10:00:00', 'untouched', 7);`)
	r := newIngest(t, db)
	for _, session := range []string{"s", "uncounted"} {
		keep(t, r, event(ingest.Event{ID: "new in " + session, SessionID: session, At: after(1), CostTokens: number(int64(3))}))
	}
	if got := dump(t, db, sessionTotals); got != "s|514|453\nuncounted|3|10\nuntouched|0|0" {
		t.Error(got)
	}
}
