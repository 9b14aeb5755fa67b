package database

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// filesOf returns the names in the folder of a database.
func filesOf(t *testing.T, path string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

// closedFile makes a database with a write-ahead log that nobody has open.
func closedFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.db")
	db, err := Open(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func openForReading(t *testing.T, path string) *DB {
	t.Helper()
	db, err := Open(t.Context(), Options{Path: path, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Value[int](t.Context(), db, "SELECT count(*) FROM agent_events"); err != nil {
		t.Fatal(err)
	}
	return db
}

func TestReadingLeavesTheFolderAsItWas(t *testing.T) {
	path := closedFile(t)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := openForReading(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a.db"}, filesOf(t, path)); diff != "" {
		t.Error(diff)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("the file has changed, %v", err)
	}
}

func TestReadingLeavesTheLogOfAnotherProcess(t *testing.T) {
	tests := map[string]func(t *testing.T, path string) *sql.DB{
		"that had the database open before": func(t *testing.T, path string) *sql.DB {
			other := openOther(t, path)
			openForReading(t, path).Close()
			return other
		},
		"that opened it meanwhile": func(t *testing.T, path string) *sql.DB {
			db := openForReading(t, path)
			other := openOther(t, path)
			db.Close()
			return other
		},
		"that ended without closing it": func(t *testing.T, path string) *sql.DB {
			other := openOther(t, path)
			copied := filepath.Join(t.TempDir(), "a.db") // as a killed process leaves it
			for _, end := range []string{"", "-wal"} {
				content, err := os.ReadFile(path + end)
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(copied+end, content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			other.Close()
			openForReading(t, copied).Close()
			return openPool(copied)
		},
	}
	for name, read := range tests {
		t.Run(name, func(t *testing.T) {
			other := read(t, closedFile(t))
			defer other.Close()
			var rows int
			if err := other.QueryRow("SELECT count(*) FROM sessions").Scan(&rows); err != nil || rows != 1 {
				t.Errorf("%d rows, %v; want the one that the other process stored", rows, err)
			}
			if _, err := other.Exec("INSERT INTO sessions (session_id, agent_assigned) VALUES ('t', 'a')"); err != nil {
				t.Error(err)
			}
		})
	}
}

// openOther opens the file as another process does, and stores a row, which stays in the log.
func openOther(t *testing.T, path string) *sql.DB {
	t.Helper()
	other := openPool(path)
	if _, err := other.Exec("INSERT INTO sessions (session_id, agent_assigned) VALUES ('s', 'a')"); err != nil {
		t.Fatal(err)
	}
	return other
}
