package database

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNamesInAFileAreNotRun opens files whose tables and columns have hostile names.
func TestNamesInAFileAreNotRun(t *testing.T) {
	for name, hostile := range map[string]string{
		"a quote":           `a"b`,
		"a statement":       `x; DROP TABLE sessions`,
		"the end of a view": `c" FROM main.agent_events; PRAGMA query_only=off; ATTACH DATABASE 'FILE' AS o; CREATE TABLE o.t(x); --`,
		"a keyword":         "select",
		"a backslash":       `a\`,
		"two lines":         "a\nb",
		"a long name":       strings.Repeat("x", 5000),
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			path, other := filepath.Join(folder, "x.db"), filepath.Join(folder, "owned.db")
			quoted := identifier(strings.ReplaceAll(hostile, "FILE", other))
			prepare(t, path, "ALTER TABLE agent_events ADD COLUMN "+quoted+"; CREATE TABLE "+quoted+" (x); ALTER TABLE agent_events DROP COLUMN context; "+
				"INSERT INTO sessions (session_id, agent_assigned) VALUES ('s', 'a')")
			db, err := Open(t.Context(), Options{Path: path, ReadOnly: true})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if _, err := Select[string](t.Context(), db, "SELECT event_id FROM agent_events WHERE context IS NULL"); err != nil {
				t.Error(err)
			}
			file, err := OpenFile(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			shape, err := file.Shape(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, table := range shape.Tables {
				if _, err := file.Count(t.Context(), table); err != nil {
					t.Errorf("%.50q: %v", table, err)
				}
			}
			if count, err := Value[int](t.Context(), db, "SELECT count(*) FROM sessions"); err != nil || count != 1 {
				t.Errorf("%d sessions, %v", count, err)
			}
			if _, err := os.Stat(other); err == nil {
				t.Error("a statement in a name was run")
			}
		})
	}
}
