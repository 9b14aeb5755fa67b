package database

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestNoConnectionIsOpenedToAnotherFile replaces a file while connections to it are open, and asks for more of them. Without the check,
// SQLite cuts the shared memory of the first ones, and a read at that moment ends the process.
func TestNoConnectionIsOpenedToAnotherFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	db, err := Open(t.Context(), Options{Path: path, PollInterval: time.Hour, PollOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := Exec(t.Context(), db, "INSERT INTO sessions (session_id, agent_assigned) VALUES ('s', 'a')"); err != nil {
		t.Fatal(err)
	}
	held, err := db.reader.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	other, err := Open(t.Context(), Options{Path: path + ".other"})
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".other", path); err != nil {
		t.Fatal(err)
	}
	if _, err := db.reader.Conn(t.Context()); err == nil {
		t.Error("a connection to the other file is opened")
	}
	var count int
	if err := held.QueryRowContext(t.Context(), "SELECT count(*) FROM sessions").Scan(&count); err != nil || count != 1 {
		t.Errorf("%d sessions, %v", count, err)
	}
}
