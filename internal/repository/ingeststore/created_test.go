package ingeststore_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// A row that leaves a time to the default of its column makes SQLite copy each page that the insertion changes.
func TestTheTimeOfWritingIsThatOfTheClockAndNotADefault(t *testing.T) {
	db, err := database.Open(t.Context(), database.Options{Path: filepath.Join(t.TempDir(), "h.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	keep(t, newIngest(t, db),
		event(ingest.Event{ID: "e", SessionID: "s", ToolName: "Bash", ToolUseID: "u", At: after(1), Status: ingest.StatusStarted}),
		ingest.Observation{Usage: &ingest.Usage{ID: "c", SessionID: "s", At: after(1), Model: "known", Input: 1}})
	for _, table := range []string{"tool_traces", "cost_events"} {
		stored, err := database.Value[string](t.Context(), db, "SELECT as_text(created_at) FROM "+table)
		if want := ingestClock.UTC().Format(time.DateTime); err != nil || stored != want {
			t.Errorf("%s: %q, want %q; %v", table, stored, want, err)
		}
	}
}
