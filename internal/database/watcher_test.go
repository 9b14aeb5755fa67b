package database

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
)

// watched is a database whose commits by another connection are watched with given notices.
func watched(t *testing.T, journal string, notices func(path string) *fileNotices) (db *DB, other *sql.DB) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.db")
	created, err := Open(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if err := created.Close(); err != nil {
		t.Fatal(err)
	}
	if other, err = sql.Open("sqlite3", "file:"+path+"?_journal_mode="+journal); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { other.Close() })
	if err := other.PingContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	db, err = Open(t.Context(), Options{Path: path, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if notices != nil {
		db.background.Close(context.Background())
		db.startWatching(t.Context(), notices(path))
	}
	return db, other
}

// commitAndWait commits with another connection, and waits until the generation has changed.
func commitAndWait(t *testing.T, db *DB, other *sql.DB) {
	t.Helper()
	changes, stop := db.Changes()
	defer stop()
	before := db.Generation()
	if _, err := other.ExecContext(t.Context(), "INSERT INTO sessions (session_id, agent_assigned) VALUES (hex(randomblob(8)), 'a')"); err != nil {
		t.Fatal(err)
	}
	deadline := time.After(time.Minute)
	for db.Generation() == before {
		select {
		case <-changes:
		case <-deadline:
			t.Fatal("the commit was not seen")
		}
	}
}

func TestCommitsOfOthersChangeTheGeneration(t *testing.T) {
	silent := func(path string) *fileNotices {
		return &fileNotices{path: path, events: make(chan fsnotify.Event), errors: make(chan error), stop: func() error { return nil }}
	}
	for name, test := range map[string]struct {
		journal string
		notices func(path string) *fileNotices
	}{
		"with a write-ahead log":                      {"wal", nil},
		"with a journal that is deleted":              {"delete", nil},
		"with a journal that is truncated":            {"truncate", nil},
		"with a journal that is kept":                 {"persist", nil},
		"where the file system cannot notify":         {"wal", func(string) *fileNotices { return nil }},
		"where the file system loses all its notices": {"wal", silent},
	} {
		t.Run(name, func(t *testing.T) {
			db, other := watched(t, test.journal, test.notices)
			for range 3 {
				commitAndWait(t, db, other)
			}
		})
	}
}

func TestOnlyFilesOfTheDatabaseConcernIt(t *testing.T) {
	notices := &fileNotices{path: "/data/htmlgraph.db"}
	for name, want := range map[string]bool{
		"/data/htmlgraph.db": true, "/data/htmlgraph.db-wal": true, "/data/htmlgraph.db-journal": true,
		"/data/htmlgraph.db-shm": false, "/data/htmlgraph.db.local": false, "/data/other.db-wal": false, "/data/htmlgraph.db-wal-x": false, "": false,
	} {
		if got := notices.concern(fsnotify.Event{Name: name}); got != want {
			t.Errorf("%q: %v, want %v", name, got, want)
		}
	}
}
