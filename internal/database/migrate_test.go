package database

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
)

// olderFile makes a file as the last release without numbered migrations left it, with a row of each table that a migration changes.
func olderFile(t *testing.T, also string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "older.db")
	first, err := migrations.ReadFile("migrations/" + firstVersion)
	if err != nil {
		t.Fatal(err)
	}
	execute(t, path, schemaSQL+string(first)+`
		INSERT INTO ingest_aliases VALUES ('call-1', 'evt-1', 'Read a', 'telemetry', 1, '2026-01-12 13:52:08', '2026-01-12 13:52:09', 'Hello', 'toolu-1');
		INSERT INTO ingest_usages VALUES
			('cost-1', 's', 'e', 'e', NULL, 1, 2, 3, 4, 5, 6, 21, 1, 'm', 7, 7, 'stated', 'otlp'),
			('cost-2', 's', NULL, NULL, 'a', 1, 2, 3, 4, 5, 6, 21, 0, 'm', NULL, NULL, NULL, 'transcript');
		INSERT INTO import_states VALUES ('/p/s.jsonl', 'claude-code', 5, 1, 2, 4, 3, 'abc', NULL, 0, 'u1');`+also)
	return path
}

// execute runs a script on a file as another process would.
func execute(t *testing.T, path, script string) {
	t.Helper()
	pool := openPool("file:" + path)
	defer pool.Close()
	if _, err := pool.ExecContext(t.Context(), script); err != nil {
		t.Fatal(err)
	}
}

// ownShape returns the own tables of a file, with their columns and indexes, in words that two versions share.
func ownShape(t *testing.T, q rowQuerier) map[string][]string {
	t.Helper()
	found, err := probe(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	shape := map[string][]string{}
	for table, columns := range found.tables {
		for _, c := range columns {
			if isOwn(table) {
				shape[table] = append(shape[table], fmt.Sprint(c.name, " ", c.kind, " ", c.fallback.String))
			}
		}
	}
	for index := range found.indexes {
		if table := indexedTable(found.sql[index]); isOwn(table) {
			shape[table] = append(shape[table], found.sql[index])
		}
	}
	for _, lines := range shape {
		slices.Sort(lines)
	}
	return shape
}

func TestAllMigrationsMakeTheTablesOfTheSchema(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new.db")
	db, err := Open(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	memory := openPool("file::memory:")
	defer memory.Close()
	if _, err := memory.ExecContext(t.Context(), schemaSQL+ownSQL); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(ownShape(t, memory), ownShape(t, db.writer)); diff != "" {
		t.Errorf("own.sql (-) and the migrations (+) differ:\n%s", diff)
	}
	files := migrationFiles(t)
	if !strings.HasPrefix(files[len(files)-1], fmt.Sprintf("%05d_", latestVersion)) {
		t.Errorf("the last of the migrations %v; latestVersion is %d", files, latestVersion)
	}
	for i, file := range files[1:] {
		if file[:5] == files[i][:5] {
			t.Errorf("%s and %s have one number", files[i], file)
		}
	}
}

// migrationFiles returns the names of the migrations, in their order.
func migrationFiles(t *testing.T) []string {
	t.Helper()
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for i, file := range files {
		files[i] = filepath.Base(file)
	}
	return files
}

func TestAFileWithoutVersionsIsTakenOverAndMigrated(t *testing.T) {
	for name, also := range map[string]string{
		"of the last release without them": "",
		"of an early release":              "DROP TABLE daily_rollups; DROP INDEX idx_ingest_aliases_row; DROP TABLE ingest_sessions;",
		"with a broken trigger of others":  "CREATE TRIGGER odd AFTER INSERT ON tracks BEGIN INSERT INTO absent VALUES (1); END;",
	} {
		t.Run(name, func(t *testing.T) {
			path := olderFile(t, also)
			for range 2 { // the second opening finds nothing to do
				db, err := Open(t.Context(), Options{Path: path})
				if err != nil {
					t.Fatal(err)
				}
				rows, err := Select[string](t.Context(), db, `
					SELECT fingerprint || ', ' || source || ', ' || text FROM ingest_aliases
					UNION ALL SELECT path || ' ' || read_offset FROM import_states
					UNION ALL SELECT 'version ' || max(version_id) FROM htmlgraph_migrations
					UNION ALL SELECT count(*) || ' rolled up' FROM daily_rollups
					UNION ALL SELECT cost_id || ': ' || total_tokens || ' ' || coalesce(tier, 'usual') || ' ' || web_searches || ' ' || source FROM ingest_usages`)
				want := []string{"Read a, telemetry, Hello", "/p/s.jsonl 4", fmt.Sprint("version ", latestVersion), "0 rolled up",
					"cost-1: 21 fast 0 otlp", "cost-2: 21 usual 0 transcript"}
				if diff := cmp.Diff(want, rows); diff != "" || err != nil {
					t.Errorf("%s, %v", diff, err)
				}
				if complete, err := isComplete(t.Context(), db.writer); !complete || err != nil {
					t.Errorf("complete: %v, %v", complete, err)
				}
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func TestAnOpeningWithoutChecksMigratesAnOlderFile(t *testing.T) {
	db, err := Open(t.Context(), Options{Path: olderFile(t, ""), SkipChecks: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if source, err := Value[string](t.Context(), db, "SELECT source FROM ingest_aliases"); source != "telemetry" || err != nil {
		t.Errorf("%q, %v", source, err)
	}
}

func TestProcessesThatOpenAnOlderFileTogetherMigrateItOnce(t *testing.T) {
	path := olderFile(t, "")
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			db, err := Open(t.Context(), Options{Path: path})
			if err != nil {
				t.Error(err)
				return
			}
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	db, err := Open(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	versions, err := Select[int64](t.Context(), db, "SELECT version_id FROM htmlgraph_migrations ORDER BY 1")
	want := []int64{0}
	for _, file := range migrationFiles(t) {
		version, err := strconv.ParseInt(file[:5], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, version)
	}
	if diff := cmp.Diff(want, versions); diff != "" || err != nil {
		t.Errorf("%s, %v", diff, err)
	}
}

// newerFile makes a file as a later release may leave it: with one more migration, which renamed a column.
func newerFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "newer.db")
	prepare(t, path, fmt.Sprintf("INSERT INTO htmlgraph_migrations (version_id) VALUES (%d)", latestVersion+1))
	execute(t, path, "ALTER TABLE ingest_aliases RENAME COLUMN source TO reporter; PRAGMA journal_mode = delete;")
	return path
}

func TestAFileOfANewerReleaseIsOpenForReadingOnly(t *testing.T) {
	for _, skipChecks := range []bool{false, true} {
		path := newerFile(t)
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		db, err := Open(t.Context(), Options{Path: path, SkipChecks: skipChecks})
		if err != nil {
			t.Fatal(err)
		}
		if !db.ReadOnly() || !db.IsNewer() {
			t.Errorf("read-only %v, newer %v", db.ReadOnly(), db.IsNewer())
		}
		if _, err := Select[*string](t.Context(), db, "SELECT source FROM ingest_aliases"); err != nil {
			t.Errorf("a column that was renamed since does not read as null: %v", err)
		}
		err = db.Transaction(t.Context(), func(context.Context, *Tx) error { return nil })
		if apperr.CodeOf(err) != apperr.CodeReadOnly {
			t.Errorf("Transaction: %v, want read_only", err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		if after, err := os.ReadFile(path); err != nil || !slices.Equal(before, after) {
			t.Errorf("the file changed, %v", err)
		}
	}
}

func TestTheShapeSaysWhichVersionAFileHas(t *testing.T) {
	for name, test := range map[string]struct {
		path    string
		version int64
	}{
		"older": {olderFile(t, ""), 0}, "newer": {newerFile(t), latestVersion + 1},
	} {
		file, err := OpenFile(t.Context(), test.path)
		if err != nil {
			t.Fatal(err)
		}
		shape, err := file.Shape(t.Context())
		if err != nil || shape.Version != test.version || shape.LatestVersion != latestVersion || len(shape.MissingColumns)+len(shape.ExtraColumns) > 0 {
			t.Errorf("%s: %+v, %v", name, shape, err)
		}
		file.Close()
	}
}

// TestWhatOtherSourcesMayHaveReportedIsFoundInAnOlderFile: events of a session with hooks or telemetry, unless they were stored long after they
// happened, and no events of other programs.
func TestWhatOtherSourcesMayHaveReportedIsFoundInAnOlderFile(t *testing.T) {
	path := olderFile(t, `
		INSERT INTO sessions (session_id, agent_assigned) VALUES ('hooked', 'claude-code'), ('read', 'claude-code');
		INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp, created_at) VALUES
			('uq-hook', 'claude-code', 'tool_call', 'hooked', '2026-03-18T10:00:00.000000', '2026-03-18T10:00:01.000000'),
			('tool-hook', 'claude-code', 'tool_call', 'hooked', '2026-03-18T10:01:00.000000', '2026-03-18T10:01:30.000000'),
			('msg-late', 'claude-code', 'completion', 'hooked', '2026-03-18T10:02:00.000000', '2026-03-19T10:01:30.000000'),
			('evt-other', 'claude-code', 'tool_call', 'hooked', '2026-03-18T10:02:00.000000', '2026-03-18T10:02:00.000000'),
			('uq-read', 'claude-code', 'tool_call', 'read', '2026-03-18T10:00:00.000000', '2026-03-18T10:00:01.000000');
		INSERT INTO ingest_aliases VALUES ('uq-hook', 'uq-hook', 'f', 'hook', 0, '', '', '', ''), ('uq-read', 'uq-read', 'f', 'transcript', 0, '', '', '', '');`)
	db, err := Open(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	found, err := Select[string](t.Context(), db, "SELECT event_id FROM ingest_witnesses ORDER BY 1")
	if diff := cmp.Diff([]string{"tool-hook", "uq-hook"}, found); diff != "" || err != nil {
		t.Errorf("%s, %v", diff, err)
	}
}
