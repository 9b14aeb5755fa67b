package retention_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/repository/prune"
	"github.com/htmlgraph/htmlgraph/internal/seed"
	"github.com/htmlgraph/htmlgraph/internal/service/retention"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

var now = time.Date(2026, 3, 18, 15, 30, 0, 0, time.UTC)

// errKilled stops a prune between two steps.
var errKilled = errors.New("killed")

// clock stands still. It stops the prune after a number of rests, unless that is negative.
type clock struct{ rests int }

func (*clock) Now() time.Time { return now }

func (c *clock) Sleep(context.Context, time.Duration) error {
	if c.rests--; c.rests == 0 {
		return errKilled
	}
	return nil
}

// variety are rows that a sample does not contain: several days and projects, requests without a price or a model, and rows of
// ingestion.
const variety = `
	UPDATE cost_events SET timestamp = strftime('%Y-%m-%dT%H:%M:%f', timestamp, '-' || (rowid % 30) || ' days');
	UPDATE agent_events SET timestamp = strftime('%Y-%m-%dT%H:%M:%f', timestamp, '-' || (rowid % 30) || ' days');
	UPDATE sessions SET metadata = '{"cwd": "/work/' || (rowid % 3) || '"}' WHERE rowid % 4 > 0;
	UPDATE cost_events SET cost_usd = NULL, model = 'in-house' WHERE rowid % 7 = 0;
	UPDATE cost_events SET model = NULL, tool_name = '' WHERE rowid % 11 = 0;
	UPDATE cost_events SET timestamp = replace(timestamp, 'T', ' ') WHERE rowid % 2 = 0;
	UPDATE agent_events SET timestamp = replace(timestamp, 'T', ' ') WHERE rowid % 5 = 0;
	DELETE FROM ingest_usages;
	INSERT INTO ingest_usages SELECT event_id, session_id, NULL, NULL, NULL, input_tokens, output_tokens, 1000, 20, 3, 7, total_tokens, NULL, NULL, 0, NULL, model, NULL, NULL, NULL, NULL
		FROM cost_events WHERE rowid % 3 = 0;
	INSERT INTO cost_events (event_id, session_id, timestamp, alert_type, cost_usd) SELECT 'alert-' || event_id, session_id, timestamp, 'budget', 0
		FROM cost_events WHERE rowid % 20 = 0;`

// newSample returns a database with a sample of several days.
func newSample(t *testing.T, events int) *database.DB {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sample.db")
	if err := seed.Write(t.Context(), path, seed.Options{Events: events, End: now, Number: 1}); err != nil {
		t.Fatal(err)
	}
	db, err := database.Open(t.Context(), database.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	testkit.Execute(t, db, variety)
	return db
}

// middle returns the day before which half of the events lie.
func middle(t *testing.T, db *database.DB) string {
	t.Helper()
	return lines(t, db, "SELECT substr(timestamp, 1, 10) FROM agent_events ORDER BY 1 LIMIT 1 OFFSET (SELECT count(*) / 2 FROM agent_events)")
}

// runPrune runs a prune with a clock, and returns its report.
func runPrune(t *testing.T, db *database.DB, before string, c *clock) (retention.Report, error) {
	t.Helper()
	return retention.New(prune.New(db), db, c).Prune(t.Context(), retention.Options{Before: before, Progress: func(int64) {}})
}

// lines returns the result of a query with one column, one line for each row.
func lines(t *testing.T, db *database.DB, query string) string {
	t.Helper()
	list, err := database.Select[string](t.Context(), db, query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return strings.Join(list, "\n")
}
