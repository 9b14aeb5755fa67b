package database

import (
	"bytes"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// openBoth opens a database, and a connection to it that stands for another process.
func openBoth(t *testing.T) (path string, db *DB, other *sql.DB) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "x.db")
	db, err := Open(t.Context(), Options{Path: path, PollInterval: time.Hour, PollOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if other, err = sql.Open("sqlite3", "file:"+path+"?_busy_timeout=10000"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { other.Close() })
	return path, db, other
}

// TestWhatSQLiteWritesIsNotMistakenForACopy changes the first page by two processes, which write it back in all ways that SQLite has.
func TestWhatSQLiteWritesIsNotMistakenForACopy(t *testing.T) {
	_, db, other := openBoth(t)
	defer db.Close()
	done := make(chan struct{})
	var looking sync.WaitGroup
	for range 2 {
		looking.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				if err := db.checkFile(); err != nil {
					t.Errorf("%v", err)
					return
				}
			}
		})
	}
	statements := []string{
		"CREATE TABLE IF NOT EXISTS extra (x)", "INSERT INTO extra VALUES (randomblob(20000))", "INSERT INTO extra VALUES (randomblob(200000))",
		"DELETE FROM extra", "DROP TABLE extra", "VACUUM", "PRAGMA user_version = 7", "PRAGMA user_version = 8",
		"PRAGMA wal_checkpoint(PASSIVE)", "PRAGMA wal_checkpoint(FULL)", "PRAGMA wal_checkpoint(RESTART)", "PRAGMA wal_checkpoint(TRUNCATE)",
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 600 {
		pool := other
		if i%3 == 0 {
			pool = db.writer.DB
		}
		statement := statements[random.IntN(len(statements))]
		if _, err := pool.Exec(statement); err != nil && !bytes.Contains([]byte(err.Error()), []byte("extra")) && !isBusy(err) {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	close(done)
	looking.Wait()
}

// TestACopyOfAnOlderStateIsNoticed though it is of the same database, and leaves it as it is.
func TestACopyOfAnOlderStateIsNoticed(t *testing.T) {
	for name, readOnly := range map[string]bool{"for writing": false, "for reading": true} {
		t.Run(name, func(t *testing.T) {
			path, db, other := openBoth(t)
			if _, err := other.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
				t.Fatal(err)
			}
			older, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if readOnly {
				if err := db.Close(); err != nil {
					t.Fatal(err)
				}
				if db, err = Open(t.Context(), Options{Path: path, PollInterval: time.Hour, PollOnly: true, ReadOnly: true}); err != nil {
					t.Fatal(err)
				}
			}
			for i := range 3 {
				if _, err := other.Exec("INSERT INTO sessions (session_id, agent_assigned, metadata) VALUES (?, 'a', hex(randomblob(20000)))", fmt.Sprint(i)); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := other.Exec("PRAGMA wal_checkpoint(PASSIVE)"); err != nil {
				t.Fatal(err)
			}
			if err := db.checkFile(); err != nil {
				t.Fatalf("before: %v", err)
			}
			if err := other.Close(); err != nil {
				t.Fatal(err)
			}
			size, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			older = append(older, make([]byte, int(size.Size())-len(older))...) // not known by its size
			file, err := os.OpenFile(path, os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := file.Write(older); err != nil {
				t.Fatal(err)
			}
			if err := db.checkFile(); err == nil || ErrorKind(db.file.kind.Load()) != ErrorOverwritten {
				t.Errorf("%v", err)
			}
			db.Close() //nolint:errcheck // the file is not a database any more
			file.Close()
			if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, older) {
				t.Errorf("the copy has changed, %v", err)
			}
		})
	}
}
