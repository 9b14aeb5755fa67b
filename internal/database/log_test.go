package database_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/database"
)

// TestTheLogIsCutAfterALongRead stores rows while another process reads: nothing of the log can be written back, so it grows. It must not stay
// so long after the read has ended.
func TestTheLogIsCutAfterALongRead(t *testing.T) {
	const usual, grown = 9 << 20, 12 << 20
	path := filepath.Join(t.TempDir(), "log.db")
	db := open(t, database.Options{Path: path})
	store := func(bytes int) {
		t.Helper()
		err := db.Transaction(t.Context(), func(ctx context.Context, tx *database.Tx) error {
			_, err := database.Exec(ctx, tx, "INSERT INTO features (id, type, title, description) VALUES (hex(randomblob(8)), 'bug', 'x', hex(randomblob(?)))", bytes/2)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	length := func() int64 {
		info, err := os.Stat(path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	reading, err := raw(t, path).Begin()
	if err != nil {
		t.Fatal(err)
	}
	var rows int
	if err := reading.QueryRow("SELECT count(*) FROM features").Scan(&rows); err != nil {
		t.Fatal(err)
	}
	for range 13 {
		store(1 << 20)
	}
	if length() < grown {
		t.Fatalf("the log has only %d bytes during the read", length())
	}
	reading.Rollback()
	for range 3 { // the log is written back, starts again, and is cut
		store(1)
	}
	if length() > usual {
		t.Errorf("the log has %d bytes after the read", length())
	}
}
