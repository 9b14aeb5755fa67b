package database

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// countedDays returns the rows of cost_days.
func countedDays(t *testing.T, db *DB) []string {
	t.Helper()
	rows, err := Select[string](t.Context(), db, "SELECT day || ' ' || changes FROM cost_days ORDER BY day")
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestAFileThatIsOpenedForWritingCountsItsCostDays(t *testing.T) {
	const costs = "INSERT INTO cost_events (event_id, session_id, timestamp) VALUES ('a', 's', '2026-03-01 10:00:00'), ('b', 's', '2026-03-01T11:00:00'), ('c', 's', '2026-03-02');"
	tests := map[string]struct {
		// older is what the file of an older release contains, meanwhile what another program does to it after it was opened.
		older, meanwhile string
		counted          bool
		want             []string
	}{
		"of an older release": {costs, "", true, []string{"2026-03-01 1", "2026-03-02 1"}},
		"of an older release that pruned a day": {
			costs + "INSERT INTO daily_rollups VALUES ('2026-02-01', '', '', '', '', 0, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1);", "", true,
			[]string{"2026-02-01 1", "2026-03-01 1", "2026-03-02 1"},
		},
		"with a table that another program made anew": {
			costs, "CREATE TABLE rebuilt AS SELECT * FROM cost_events; DROP TABLE cost_events; ALTER TABLE rebuilt RENAME TO cost_events; UPDATE cost_events SET timestamp = '2026-03-02'", true,
			[]string{"2026-03-01 1", "2026-03-02 2"},
		},
		"with a trigger in other words": {
			costs, "DROP TRIGGER htmlgraph_cost_deleted; CREATE TRIGGER htmlgraph_cost_deleted AFTER DELETE ON cost_events BEGIN SELECT 1; END; DELETE FROM cost_events WHERE event_id = 'a'", true,
			[]string{"2026-03-01 2", "2026-03-02 2"},
		},
		"with a view": {costs + "ALTER TABLE cost_events RENAME TO all_costs; CREATE VIEW cost_events AS SELECT * FROM all_costs", "", false, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			path := olderFile(t, test.older)
			reopened := func() *DB {
				db, err := Open(t.Context(), Options{Path: path})
				if err != nil {
					t.Fatal(err)
				}
				return db
			}
			if test.meanwhile != "" {
				reopened().Close()
				execute(t, path, test.meanwhile)
			}
			db := reopened()
			defer db.Close()
			counted, err := db.CountsCostDays(t.Context())
			if err != nil || counted != test.counted {
				t.Errorf("counted %v, %v; want %v", counted, err, test.counted)
			}
			if diff := cmp.Diff(test.want, countedDays(t, db)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestEachChangeOfASessionIsCounted changes sessions as other programs do. Columns that nothing reads do not count.
func TestEachChangeOfASessionIsCounted(t *testing.T) {
	db, err := Open(t.Context(), Options{Path: olderFile(t, "INSERT INTO sessions (session_id, agent_assigned, created_at) VALUES ('a', 'x', '2026-03-01 10:00:00'), ('b', 'x', '2026-03-02T10:00:00');")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if counted, err := db.CountsSessionDays(t.Context()); err != nil || !counted {
		t.Fatalf("counted %v, %v", counted, err)
	}
	for _, step := range []struct {
		change string
		want   []string
	}{
		{"", []string{"2026-03-01 1", "2026-03-02 1"}},
		{"UPDATE sessions SET total_events = 5, total_tokens_used = 7", []string{"2026-03-01 1", "2026-03-02 1"}},
		{"UPDATE sessions SET status = 'failed' WHERE session_id = 'a'", []string{"2026-03-01 2", "2026-03-02 1"}},
		{"UPDATE sessions SET created_at = '2026-03-03' WHERE session_id = 'a'", []string{"2026-03-01 3", "2026-03-02 1", "2026-03-03 1"}},
		{"INSERT INTO sessions (session_id, agent_assigned, created_at) VALUES ('c', 'x', '2026-03-01 11:00:00')", []string{"2026-03-01 4", "2026-03-02 1", "2026-03-03 1"}},
		{"INSERT OR REPLACE INTO sessions (session_id, agent_assigned, created_at) VALUES ('c', 'y', '2026-03-01 11:00:00')", []string{"2026-03-01 5", "2026-03-02 1", "2026-03-03 1"}},
		{"DELETE FROM sessions WHERE session_id = 'b'", []string{"2026-03-01 5", "2026-03-02 2", "2026-03-03 1"}},
	} {
		if step.change != "" {
			if _, err := Exec(t.Context(), db, step.change); err != nil {
				t.Fatal(err)
			}
		}
		rows, err := Select[string](t.Context(), db, "SELECT day || ' ' || changes FROM session_days ORDER BY day")
		if diff := cmp.Diff(step.want, rows); diff != "" || err != nil {
			t.Errorf("after %q: %v %s", step.change, err, diff)
		}
	}
}

func TestAFileThatIsOpenForReadingOnlyCountsNoDays(t *testing.T) {
	db, err := Open(t.Context(), Options{Path: olderFile(t, ""), ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if counted, err := db.CountsCostDays(t.Context()); err != nil || counted {
		t.Errorf("%v, %v; want false", counted, err)
	}
}

// TestOtherProgramsCanRebuildTables does what the documentation of SQLite recommends for changes that ALTER TABLE cannot make.
func TestOtherProgramsCanRebuildTables(t *testing.T) {
	for _, table := range []string{"cost_events", "sessions", "agent_events"} {
		t.Run(table, func(t *testing.T) {
			db, err := Open(t.Context(), Options{Path: olderFile(t, "")})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			for _, statement := range []string{
				"CREATE TABLE rebuilt AS SELECT * FROM " + table, "DROP TABLE " + table, "ALTER TABLE rebuilt RENAME TO " + table,
			} {
				if _, err := Exec(t.Context(), db, statement); err != nil {
					t.Fatal(err)
				}
			}
			if counted, err := db.CountsCostDays(t.Context()); err != nil || counted != (table != "cost_events") {
				t.Errorf("counted %v, %v", counted, err)
			}
		})
	}
}
