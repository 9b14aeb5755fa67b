package database

import (
	"os"
	"path/filepath"
	"testing"
)

// An opening without checks is quick only for files that are known to be complete at a glance: those that this program made.
func TestAFileThatThisProgramMadeIsKnownToBeComplete(t *testing.T) {
	path := filepath.Join(t.TempDir(), "own.db")
	db, err := Open(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if complete, err := isComplete(t.Context(), db.writer.DB); err != nil || !complete {
		t.Errorf("complete: %v, %v", complete, err)
	}
	if len(statements(schemaSQL+ownSQL)) < 40 {
		t.Errorf("the schema has %d statements", len(statements(schemaSQL+ownSQL)))
	}
	if _, err := db.writer.ExecContext(t.Context(), "DROP INDEX idx_agent_events_type"); err != nil {
		t.Fatal(err)
	}
	if complete, err := isComplete(t.Context(), db.writer.DB); err != nil || complete {
		t.Errorf("without an index: complete %v, %v", complete, err)
	}
}

func TestAnOpeningWithoutChecksWritesAndLeavesNothingBehind(t *testing.T) {
	for name, before := range map[string]string{
		"no file":                   "",
		"a complete file":           "SELECT 1",
		"a file that lacks a table": "DROP TABLE ingest_aliases",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "brief.db")
			if before != "" {
				prepare(t, path, before)
			}
			db, err := Open(t.Context(), Options{Path: path, SkipChecks: true})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := Exec(t.Context(), db, "INSERT INTO ingest_aliases VALUES ('a', 'r', 'l', 't', 1, '', '', '', '')"); err != nil {
				t.Error(err)
			}
			if err := db.Ready(t.Context()); err != nil {
				t.Error(err)
			}
			if err := db.Close(); err != nil {
				t.Error(err)
			}
			if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
				t.Errorf("the folder holds %v", left)
			}
		})
	}
}

func TestAnOpeningWithoutChecksRefusesWhatAnyOtherRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "foreign.db")
	pool := openPool("file:" + path)
	if _, err := pool.ExecContext(t.Context(), "CREATE TABLE tracks (id TEXT)"); err != nil {
		t.Fatal(err)
	}
	pool.Close()
	was, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if db, err := Open(t.Context(), Options{Path: path, SkipChecks: true}); err == nil {
		db.Close()
		t.Error("a file of another program is opened")
	}
	if now, err := os.ReadFile(path); err != nil || string(now) != string(was) {
		t.Errorf("it was written to, %v", err)
	}
}

// prepare makes a complete file and runs a statement on it.
func prepare(t *testing.T, path, statement string) {
	t.Helper()
	db, err := Open(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.writer.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

// BenchmarkOpenWithoutChecks measures what a hook waits for before it can write.
func BenchmarkOpenWithoutChecks(b *testing.B) {
	path := filepath.Join(b.TempDir(), "complete.db")
	db, err := Open(b.Context(), Options{Path: path})
	if err != nil {
		b.Fatal(err)
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		db, err := Open(b.Context(), Options{Path: path, SkipChecks: true, Readers: 1})
		if err != nil {
			b.Fatal(err)
		}
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// TestAFileWhoseSchemaIsKeptIsNotChanged: a server of another release may have it open.
func TestAFileWhoseSchemaIsKeptIsNotChanged(t *testing.T) {
	for name, test := range map[string]struct {
		before string
		opens  bool
	}{
		"a complete file":            {"SELECT 1", true},
		"a file that lacks a table":  {"DROP TABLE ingest_aliases", false},
		"a file of an older release": {"DELETE FROM htmlgraph_migrations WHERE version_id > 1", false},
		"a file that lacks an index": {"DROP INDEX idx_agent_events_type", false},
		"a file of a newer release":  {"INSERT INTO htmlgraph_migrations (version_id) VALUES (99)", false},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "kept.db")
			prepare(t, path, test.before)
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			db, err := Open(t.Context(), Options{Path: path, SkipChecks: true, KeepSchema: true})
			if (err == nil) != test.opens {
				t.Errorf("error = %v", err)
			}
			if err == nil {
				db.Close()
				return
			}
			if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
				t.Errorf("the file has changed, %v", err)
			}
		})
	}
}
