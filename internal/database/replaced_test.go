package database

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestNoConnectionIsOpenedToAnotherFile replaces a file while connections to it are open, and asks for more of them. Without the check,
// SQLite cuts the shared memory of the first ones, and the next read ends the process.
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
	var more []*sql.Conn
	for range db.options.Readers - 1 {
		conn, err := db.reader.DB.Conn(t.Context())
		if err == nil {
			more = append(more, conn)
			conn.ExecContext(t.Context(), "SELECT count(*) FROM sessions")
		}
	}
	for _, conn := range more {
		conn.Close()
	}
	var count int
	if err := held.QueryRowContext(t.Context(), "SELECT count(*) FROM sessions").Scan(&count); err != nil || count != 1 {
		t.Errorf("%d sessions, %v", count, err)
	}
}
