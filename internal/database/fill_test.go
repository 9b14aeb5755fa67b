package database

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"
)

// journalMode returns the journal mode of a file as another process finds it.
func journalMode(t *testing.T, path string) string {
	t.Helper()
	pool := openPool(dsn(path, 0, url.Values{"mode": {"rw"}}))
	defer pool.Close()
	var mode string
	if err := pool.QueryRowContext(t.Context(), "PRAGMA journal_mode").Scan(&mode); err != nil {
		t.Fatal(err)
	}
	return mode
}

func TestANewFileGetsTheWriteAheadLogWhenItIsFilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "h.db")
	db, err := Open(t.Context(), Options{Path: path, Fill: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	storeDay(t, db, "2026-03-18")
	if mode := journalMode(t, path); mode != "delete" {
		t.Errorf("while it is filled its journal mode is %q", mode)
	}
	if err := db.EndFill(t.Context()); err != nil {
		t.Fatal(err)
	}
	if mode := journalMode(t, path); mode != "wal" {
		t.Errorf("then its journal mode is %q", mode)
	}
	storeDay(t, db, "2026-03-19")
	if days := countDays(t, db); days != 2 {
		t.Errorf("it has %d rows, not 2", days)
	}
	if db.content.openedIndex() == nil {
		t.Error("it is not noticed when another program overwrites it")
	}
}

// TestAFileIsFilledWhileAnotherProcessUsesIt opens the file as a server does while it is filled: from then on both have the write-ahead log.
func TestAFileIsFilledWhileAnotherProcessUsesIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "h.db")
	filler, err := Open(t.Context(), Options{Path: path, Fill: true})
	if err != nil {
		t.Fatal(err)
	}
	defer filler.Close()
	storeDay(t, filler, "2026-03-18")
	server, err := Open(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	if missing := missingIndexes(t, path); len(missing) > 0 {
		t.Errorf("the server lacks %q", missing)
	}
	storeDay(t, server, "2026-03-19")
	storeDay(t, filler, "2026-03-20")
	if err := filler.EndFill(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, db := range map[string]*DB{"server": server, "filler": filler} {
		if days := countDays(t, db); days != 3 {
			t.Errorf("the %s finds %d rows, not 3", name, days)
		}
	}
	if mode := journalMode(t, path); mode != "wal" {
		t.Errorf("the journal mode is %q", mode)
	}
}

// TestAFileKeepsWhatWasCommittedWhileItWasFilled copies a file and its journal within a transaction, which is what a process leaves that is
// killed there.
func TestAFileKeepsWhatWasCommittedWhileItWasFilled(t *testing.T) {
	folder := t.TempDir()
	path, killed := filepath.Join(folder, "h.db"), filepath.Join(folder, "killed.db")
	db, err := Open(t.Context(), Options{Path: path, Fill: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	storeDay(t, db, "2026-03-18")
	pool := db.writer.DB
	pool.SetMaxOpenConns(1)
	if _, err := pool.ExecContext(t.Context(), "PRAGMA cache_size = 10"); err != nil { // pages are written before the commit
		t.Fatal(err)
	}
	tx, err := pool.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback() //nolint:errcheck // the test is over
	const many = `INSERT INTO cost_days (day, changes)
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT 'day ' || i, 1 FROM n`
	if _, err := tx.ExecContext(t.Context(), many); err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"", "-journal"} {
		content, err := os.ReadFile(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(killed+suffix, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	next, err := Open(t.Context(), Options{Path: killed})
	if err != nil {
		t.Fatal(err)
	}
	defer next.Close()
	if days := countDays(t, next); days != 1 {
		t.Errorf("it has %d rows, not the one that was committed", days)
	}
	if missing := missingIndexes(t, killed); len(missing) > 0 || journalMode(t, killed) != "wal" {
		t.Errorf("it lacks %q, and its journal mode is %q", missing, journalMode(t, killed))
	}
}

// storeDay stores a row.
func storeDay(t *testing.T, db *DB, day string) {
	t.Helper()
	if _, err := Exec(t.Context(), db, "INSERT INTO cost_days (day, changes) VALUES (?, 1)", day); err != nil {
		t.Fatal(err)
	}
}

// countDays counts the rows that storeDay stored.
func countDays(t *testing.T, db *DB) int {
	t.Helper()
	count, err := Value[int](t.Context(), db, "SELECT count(*) FROM cost_days WHERE day <> ''")
	if err != nil {
		t.Fatal(err)
	}
	return count
}
