package seed_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	_ "github.com/mattn/go-sqlite3"

	"github.com/htmlgraph/htmlgraph/internal/doctor"
	"github.com/htmlgraph/htmlgraph/internal/seed"
)

var end = time.Date(2026, 3, 18, 15, 30, 0, 0, time.UTC)

// sample creates a sample database and opens it.
func sample(t *testing.T, events int, number uint64) (*sql.DB, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sample.db")
	if err := seed.Write(t.Context(), path, seed.Options{Events: events, End: end, Number: number}); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db, path
}

// number returns the single number that a query returns.
func number(t *testing.T, db *sql.DB, query string) float64 {
	t.Helper()
	var n float64
	if err := db.QueryRow(query).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func TestASampleHasTheRequestedNumberOfEvents(t *testing.T) {
	for _, events := range []int{1, 2, 99, 100, 101, 1234} {
		db, _ := sample(t, events, 1)
		if n := number(t, db, "SELECT count(*) FROM agent_events"); n != float64(events) {
			t.Errorf("%v events, want %d", n, events)
		}
	}
}

func TestASampleResemblesARealFile(t *testing.T) {
	db, path := sample(t, 20_000, 1)
	for query, between := range map[string][2]float64{
		"SELECT count(*) FROM sessions":                                                                          {200, 200},
		"SELECT avg(tool_name = 'UserQuery') FROM agent_events":                                                  {0.05, 0.09},
		"SELECT avg(tool_name = 'Task') FROM agent_events":                                                       {0.015, 0.03},
		"SELECT avg(timestamp LIKE '% %') FROM agent_events":                                                     {0.57, 0.63},
		"SELECT avg(timestamp LIKE '%+00:00') FROM agent_events":                                                 {0.13, 0.17},
		"SELECT count(*) FROM agent_events WHERE timestamp > '2026-03-18T15:30:01'":                              {0, 0},
		"SELECT (julianday('2026-03-18T15:30:00') - max(julianday(timestamp))) * 24 * 60 FROM agent_events":      {0, 10},
		"SELECT julianday(max(timestamp)) - julianday(min(timestamp)) FROM agent_events":                         {1.5, 1.9},
		"SELECT avg(status = 'error') FROM agent_events":                                                         {0.02, 0.06},
		"SELECT count(*) - count(DISTINCT event_id) FROM agent_events":                                           {0, 0},
		"SELECT count(*) FROM agent_events e LEFT JOIN sessions s USING (session_id) WHERE s.session_id IS NULL": {0, 0},
		"SELECT count(*) FROM agent_events e LEFT JOIN agent_events p ON p.event_id = e.parent_event_id WHERE e.parent_event_id IS NOT NULL AND p.event_id IS NULL": {0, 0},
		"SELECT count(*) FROM sessions WHERE status = 'active'":                                          {3, 3},
		"SELECT count(*) FROM agent_collaboration WHERE handoff_type = 'delegation'":                     {300, 600},
		"SELECT count(*) FROM cost_events":                                                               {1800, 2200},
		"SELECT count(*) FROM features":                                                                  {50, 50},
		"SELECT count(*) FROM agent_presence":                                                            {6, 6},
		"SELECT count(*) FROM agent_events LEFT JOIN messages USING (event_id) WHERE message_id IS NULL": {0, 0},
		"SELECT count(DISTINCT kind) FROM messages":                                                      {5, 5},
		"SELECT count(*) FROM parts WHERE meta LIKE '%structuredPatch%'":                                 {1000, 4000},
		"SELECT count(*) FROM agent_events e WHERE tool_name = 'Task' AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.subagent = e.claude_task_id AND m.session_id = e.session_id)": {0, 0},
	} {
		if n := number(t, db, query); n < between[0] || n > between[1] {
			t.Errorf("%s: %v, want %v", query, n, between)
		}
	}
	depth := number(t, db, `WITH RECURSIVE d(id, depth) AS (SELECT event_id, 0 FROM agent_events WHERE parent_event_id IS NULL
		UNION ALL SELECT e.event_id, depth + 1 FROM d JOIN agent_events e ON e.parent_event_id = d.id) SELECT max(depth) FROM d`)
	if depth != 4 {
		t.Errorf("%v levels below turns, want 4", depth)
	}
	report, err := doctor.Examine(t.Context(), path)
	if err != nil || !report.Sound() || len(report.MissingTables)+len(report.MissingColumns)+len(report.MissingIndexes) > 0 {
		t.Errorf("doctor: %+v, %v", report.Shape, err)
	}
}

func TestTheSameSeedGivesTheSameRows(t *testing.T) {
	rows := func(number uint64) []string {
		db, _ := sample(t, 300, number)
		result, err := db.Query("SELECT event_id || timestamp || coalesce(input_summary, '') || coalesce(parent_event_id, '') FROM agent_events ORDER BY rowid")
		if err != nil {
			t.Fatal(err)
		}
		defer result.Close()
		var list []string
		for result.Next() {
			var row string
			if err := result.Scan(&row); err != nil {
				t.Fatal(err)
			}
			list = append(list, row)
		}
		return list
	}
	if diff := cmp.Diff(rows(1), rows(1)); diff != "" {
		t.Error(diff)
	}
	if cmp.Equal(rows(1), rows(2)) {
		t.Error("another number gives the same rows")
	}
}

func TestAnInterruptedSampleLeavesNoFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sample.db")
	ctx, stop := context.WithCancel(t.Context())
	err := seed.Write(ctx, path, seed.Options{Events: 100_000, End: end, Progress: func(int) { stop() }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
	if names, _ := os.ReadDir(filepath.Dir(path)); len(names) > 0 {
		t.Errorf("it leaves %v", names)
	}
}

func TestASampleOfSeveralWeeksHasWholeConversations(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sample.db")
	if err := seed.Write(t.Context(), path, seed.Options{Events: 6000, Days: 24, End: end, Number: 1}); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for query, between := range map[string][2]float64{
		"SELECT count(*) FROM agent_events":                                                                            {6000, 6000},
		"SELECT julianday(max(timestamp)) - julianday(min(timestamp)) FROM agent_events":                               {20, 28},
		"SELECT count(DISTINCT substr(timestamp, 1, 10)) FROM agent_events":                                            {14, 24},
		"SELECT (julianday('2026-03-18T15:30:00') - max(julianday(timestamp))) * 24 * 60 FROM agent_events":            {0, 10},
		"SELECT count(*) FROM agent_events WHERE tool_name = 'Message' AND output_summary LIKE '%\n%'":                 {200, 600},
		"SELECT count(*) FROM tool_traces WHERE tool_name = 'Edit' AND json_extract(tool_input, '$.old_string') <> ''": {400, 1000},
		"SELECT count(*) FROM agent_events WHERE tool_name = 'PreCompact'":                                             {5, 60},
		"SELECT count(*) FROM agent_events WHERE tool_name = 'Notification'":                                           {5, 60},
		"SELECT count(*) FROM agent_events WHERE instr(output_summary, char(27)) > 0":                                  {5, 200},
		"SELECT sum(cost_usd) FROM cost_events":                                                                        {10, 100},
		"SELECT max(cost_usd) FROM cost_events":                                                                        {0.1, 2},
		"SELECT sum(cost_micro_usd) / 1e6 - (SELECT sum(cost_usd) FROM cost_events) FROM ingest_usages":                {-0.001, 0.001},
		"SELECT count(*) FROM ingest_usages u LEFT JOIN agent_events e USING (event_id) WHERE e.event_id IS NULL":      {0, 0},
	} {
		if n := number(t, db, query); n < between[0] || n > between[1] {
			t.Errorf("%s: %v, want %v", query, n, between)
		}
	}
}
