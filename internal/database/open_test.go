package database_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/database"
)

// oldSchema is an early HtmlGraph file: few tables, agent_events without claude_task_id.
const oldSchema = `
CREATE TABLE agent_events (event_id TEXT PRIMARY KEY, agent_id TEXT NOT NULL, event_type TEXT NOT NULL,
	timestamp DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, tool_name TEXT, session_id TEXT NOT NULL);
CREATE TABLE sessions (session_id TEXT PRIMARY KEY, agent_assigned TEXT NOT NULL, custom_column TEXT);
INSERT INTO agent_events VALUES ('evt-1', 'claude', 'tool_call', '2026-01-12 13:52:08', 'Read', 's-1');
INSERT INTO sessions VALUES ('s-1', 'claude', 'kept');`

// raw opens path with plain SQLite, as another process would.
func raw(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?_busy_timeout=2000")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func mustExec(t *testing.T, db *sql.DB, script string) {
	t.Helper()
	if _, err := db.Exec(script); err != nil {
		t.Fatal(err)
	}
}

func oldFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "old #1?.db")
	db := raw(t, strings.NewReplacer("#", "%23", "?", "%3f").Replace(path))
	mustExec(t, db, oldSchema)
	db.Close()
	return path
}

func open(t *testing.T, options database.Options) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func scanText(t *testing.T, db *database.DB, query string) string {
	t.Helper()
	text, err := database.Value[*string](t.Context(), db, query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	if text == nil {
		return "NULL"
	}
	return *text
}

func TestOpenCreatesAFileWithTheFullSchema(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new.db")
	db := open(t, database.Options{Path: path})
	if got := scanText(t, db, "SELECT count(*) FROM sqlite_master WHERE type = 'table'"); got < "15" {
		t.Errorf("tables = %s, want at least 15", got)
	}
	if got := scanText(t, db, "SELECT journal_mode FROM pragma_journal_mode"); got != "wal" {
		t.Errorf("journal mode = %s, want wal", got)
	}
}

func TestOpenCompletesAnOldFileAndKeepsItsRows(t *testing.T) {
	path := oldFile(t)
	db := open(t, database.Options{Path: path})
	for query, want := range map[string]string{
		"SELECT claude_task_id FROM agent_events":                                              "NULL",
		"SELECT status FROM agent_events":                                                      "recorded",
		"SELECT custom_column FROM sessions":                                                   "kept",
		"SELECT count(*) FROM agent_presence":                                                  "0",
		"SELECT count(*) FROM main.sqlite_master WHERE name = 'idx_agent_events_timestamp'":    "1",
		"SELECT group_concat(name) FROM pragma_table_info('sessions') WHERE name LIKE 'model'": "model",
		"SELECT tool_input FROM agent_events":                                                  "NULL",
	} {
		if got := scanText(t, db, query); got != want {
			t.Errorf("%s = %s, want %s", query, got, want)
		}
	}
}

func TestReadOnlyLeavesTheFileByteForByteTheSame(t *testing.T) {
	path := oldFile(t)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	db := open(t, database.Options{Path: path, ReadOnly: true})
	if got := scanText(t, db, "SELECT claude_task_id FROM agent_events"); got != "NULL" {
		t.Errorf("absent column = %s, want NULL", got)
	}
	if got := scanText(t, db, "SELECT count(*) FROM features"); got != "0" {
		t.Errorf("rows of an absent table = %s, want 0", got)
	}
	err = db.Transaction(t.Context(), func(context.Context, *database.Tx) error { return nil })
	if apperr.CodeOf(err) != apperr.CodeReadOnly {
		t.Errorf("Write: %v, want read_only", err)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("the file changed")
	}
}

func TestOpenRefusesWhatIsNoDatabase(t *testing.T) {
	folder := t.TempDir()
	write := func(name string, content []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	foreign := filepath.Join(folder, "foreign.db")
	mustExec(t, raw(t, foreign), "CREATE TABLE bookmarks (url TEXT)")
	// The table of another program whose module this program was built without, such as fts5 without its build tag.
	modular := oldFile(t)
	mustExec(t, raw(t, strings.NewReplacer("#", "%23", "?", "%3f").Replace(modular)), `PRAGMA writable_schema = ON;
		INSERT INTO sqlite_schema VALUES ('table', 'notes', 'notes', 0, 'CREATE VIRTUAL TABLE notes USING unheard_of(text)')`)
	whole, err := os.ReadFile(oldFile(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		path     string
		readOnly bool
		want     string
	}{
		"text":              {write("notes.txt", []byte("not a database, certainly not")), false, "not a SQLite database"},
		"folder":            {folder, false, "it is a folder"},
		"missing parent":    {filepath.Join(folder, "no", "such.db"), false, "does not exist; create it first"},
		"missing read-only": {filepath.Join(folder, "none.db"), true, "there is no such file"},
		"another program's": {foreign, false, "not one of HtmlGraph"},
		"a missing module":  {modular, false, "built without SQLite's module; install it with go install -tags sqlite_fts5"},
		"truncated":         {write("half.db", whole[:len(whole)/2]), false, "damaged"},
		"overwritten":       {write("hole.db", append(append([]byte{}, whole[:100]...), bytes.Repeat([]byte{0xAA}, len(whole)-100)...)), false, "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			before, _ := os.ReadFile(test.path)
			_, err := database.Open(t.Context(), database.Options{Path: test.path, ReadOnly: test.readOnly})
			var fileErr *database.FileError
			if !errors.As(err, &fileErr) || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("error = %v, want one with %q", err, test.want)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("error has several lines: %q", err)
			}
			if after, _ := os.ReadFile(test.path); !bytes.Equal(before, after) {
				t.Error("the file changed")
			}
		})
	}
}

func TestGenerationMovesWithEachCommit(t *testing.T) {
	for _, journal := range []string{"wal", "delete"} {
		t.Run(journal, func(t *testing.T) {
			path := oldFile(t)
			other := raw(t, strings.NewReplacer("#", "%23", "?", "%3f").Replace(path))
			db := open(t, database.Options{Path: path, PollInterval: time.Millisecond, ReadOnly: journal == "delete"})
			before := db.Generation()
			mustExec(t, other, "UPDATE sessions SET custom_column = 'new'")
			waitForGeneration(t, db, before)
		})
	}
}

func waitForGeneration(t *testing.T, db *database.DB, above uint64) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); db.Generation() <= above; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the generation did not move")
		}
	}
}

func TestALockedDatabaseIsWaitedOutAndAtLastUnavailable(t *testing.T) {
	path := oldFile(t)
	other := raw(t, strings.NewReplacer("#", "%23", "?", "%3f").Replace(path))
	other.SetMaxOpenConns(1)
	db := open(t, database.Options{Path: path, ReadOnly: true, BusyTimeout: time.Millisecond, BusyBudget: 30 * time.Millisecond})
	mustExec(t, other, "BEGIN EXCLUSIVE")
	read := func() error {
		_, err := database.Value[int](t.Context(), db, "SELECT count(*) FROM sessions")
		return err
	}
	err := read()
	var known *apperr.Error
	if !errors.As(err, &known) || known.Code != apperr.CodeUnavailable || known.RetryAfter <= 0 {
		t.Fatalf("error = %v, want unavailable with a time to wait", err)
	}
	mustExec(t, other, "COMMIT")
	if err := read(); err != nil {
		t.Fatalf("after the lock is gone: %v", err)
	}
}

// waitForUnavailable waits until a ping says that the database is unavailable.
func waitForUnavailable(t *testing.T, db *database.DB) {
	t.Helper()
	for until := time.Now().Add(time.Minute); time.Now().Before(until); time.Sleep(time.Millisecond) {
		var known *apperr.Error
		if errors.As(db.Ready(t.Context()), &known) && known.Code == apperr.CodeUnavailable {
			return
		}
	}
	t.Fatal("the database is still available")
}

func TestAFileThatIsRemovedOrReplacedIsNotServedFromThePast(t *testing.T) {
	for name, replace := range map[string]func(path string) error{
		"removed":  os.Remove,
		"replaced": func(path string) error { return os.Rename(path+".other", path) },
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "live.db")
			open(t, database.Options{Path: path + ".other"}).Close()
			db := open(t, database.Options{Path: path, PollInterval: time.Millisecond})
			if err := db.Ready(t.Context()); err != nil {
				t.Fatal(err)
			}
			before := db.Generation() // the watcher may notice the change before the next statement of the test
			if err := replace(path); err != nil {
				t.Fatal(err)
			}
			waitForUnavailable(t, db)
			waitForGeneration(t, db, before)
		})
	}
}

// TestANewFileIsForItsUserAlone: it holds what agents say and do, and so does the log beside it.
func TestANewFileIsForItsUserAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new.db")
	db, err := database.Open(t.Context(), database.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, end := range []string{"", "-wal", "-shm"} {
		if info, err := os.Stat(path + end); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%q: %v, %v", end, info.Mode(), err)
		}
	}
}
