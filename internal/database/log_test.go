package database_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"sync"
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

// TestTheLogStaysShortWhileReadsNeverPause stores rows while there is always somebody who reads: each read begins before the one before it ends.
// The log would become as long as all that is stored.
func TestTheLogStaysShortWhileReadsNeverPause(t *testing.T) {
	const rows, longest = 80, 48 << 20
	path := filepath.Join(t.TempDir(), "log.db")
	db, other := open(t, database.Options{Path: path}), raw(t, path)
	stop := make(chan struct{})
	var reading sync.WaitGroup
	defer reading.Wait()
	defer close(stop)
	reading.Go(func() {
		var before *sql.Tx
		for {
			tx, err := other.Begin()
			if err != nil {
				t.Error(err)
				return
			}
			var count int
			if err := tx.QueryRow("SELECT count(*) FROM features").Scan(&count); err != nil {
				t.Error(err)
			}
			if before != nil {
				before.Rollback()
			}
			before = tx
			select {
			case <-stop:
				before.Rollback()
				return
			default:
			}
		}
	})
	for range rows {
		const row = "INSERT INTO features (id, type, title, description) VALUES (hex(randomblob(8)), 'bug', 'x', hex(randomblob(524288)))"
		if _, err := database.Exec(t.Context(), db, row); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(path + "-wal"); err != nil || info.Size() > longest {
			t.Fatalf("the log has %d bytes, %v", info.Size(), err)
		}
	}
}
