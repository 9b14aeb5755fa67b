package database_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/database"
)

// track is a row of tracks.
type track struct {
	ID    string  `bun:"id"`
	Title *string `bun:"title"`
}

func newDatabase(t *testing.T) *database.DB {
	t.Helper()
	return open(t, database.Options{Path: filepath.Join(t.TempDir(), "new.db"), BusyTimeout: time.Millisecond, BusyBudget: 5 * time.Second})
}

func TestWhatIsStoredIsReadAsItIs(t *testing.T) {
	db := newDatabase(t)
	hostile := "it's \x00 a ? :name \xe2\x80\xa8 \\"
	changed, err := database.Exec(t.Context(), db, "INSERT INTO tracks (id, title) ?", database.Values([][]any{{"a", hostile}, {hostile, "b"}}))
	if err != nil || changed != 2 {
		t.Fatalf("%d rows, %v", changed, err)
	}
	tracks, err := database.Select[track](t.Context(), db, "SELECT id, title FROM tracks WHERE any_of(id, ?) ORDER BY id", []string{"a", hostile, "c"})
	if err != nil {
		t.Fatal(err)
	}
	b := "b"
	if diff := cmp.Diff([]track{{"a", &hostile}, {hostile, &b}}, tracks); diff != "" {
		t.Error(diff)
	}
	byHand, err := database.SelectFunc(t.Context(), db, func(rows *sql.Rows, row *track) error { return rows.Scan(&row.ID, &row.Title) },
		"SELECT id, title FROM tracks ORDER BY id")
	if diff := cmp.Diff(tracks, byHand); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestGetTellsWhetherThereIsARow(t *testing.T) {
	db := newDatabase(t)
	if _, err := database.Exec(t.Context(), db, "INSERT INTO tracks (id, title) VALUES ('a', 'x')"); err != nil {
		t.Fatal(err)
	}
	row, found, err := database.Get[track](t.Context(), db, "SELECT id, title FROM tracks WHERE id = ?", "a")
	if err != nil || !found || *row.Title != "x" {
		t.Errorf("%v, %v, %v", row, found, err)
	}
	if _, found, err := database.Get[track](t.Context(), db, "SELECT id, title FROM tracks WHERE id = ?", "b"); found || err != nil {
		t.Errorf("found %v, %v", found, err)
	}
	if sum, found, err := database.Get[*float64](t.Context(), db, "SELECT sum(cost_usd) FROM cost_events"); sum != nil || !found || err != nil {
		t.Errorf("%v, %v, %v", sum, found, err)
	}
	if count, err := database.Value[int64](t.Context(), db, "SELECT count(*) FROM tracks"); count != 1 || err != nil {
		t.Errorf("%v, %v", count, err)
	}
	if _, err := database.Select[track](t.Context(), db, "SELECT nonsense FROM tracks"); err == nil {
		t.Error("a wrong statement is no error")
	}
}

func TestATransactionIsStoredAsAWholeOrNotAtAll(t *testing.T) {
	db := newDatabase(t)
	fault := errors.New("fault")
	for _, end := range []error{fault, nil} {
		before := db.Generation()
		err := db.Transaction(t.Context(), func(ctx context.Context, tx *database.Tx) error {
			if _, err := database.Exec(ctx, tx, "INSERT INTO tracks (id, title) VALUES (?, 'x')", "a"); err != nil {
				return err
			}
			if _, found, err := database.Get[track](ctx, tx, "SELECT id, title FROM tracks WHERE id = ?", "a"); !found || err != nil {
				t.Errorf("within: found %v, %v", found, err)
			}
			return end
		})
		if !errors.Is(err, end) {
			t.Errorf("got %v, want %v", err, end)
		}
		if count, err := database.Value[int](t.Context(), db, "SELECT count(*) FROM tracks"); err != nil || (count == 1) != (end == nil) {
			t.Errorf("ended with %v: %d rows, %v", end, count, err)
		}
		if moved := db.Generation() > before; moved != (end == nil) {
			t.Errorf("ended with %v: the generation moved: %v", end, moved)
		}
	}
}

// unlocking is a hook that ends the transaction of another process once a statement has failed because of it.
type unlocking struct {
	failed int
	unlock func()
}

func (u *unlocking) Ran(_ context.Context, _ string, err error) {
	if err != nil {
		u.failed++
		u.unlock()
	}
}

func TestAStatementThatMeetsALockRunsAgain(t *testing.T) {
	path := oldFile(t)
	other := raw(t, strings.NewReplacer("#", "%23", "?", "%3f").Replace(path))
	other.SetMaxOpenConns(1)
	hook := &unlocking{unlock: func() { mustExec(t, other, "COMMIT") }}
	db := open(t, database.Options{Path: path, ReadOnly: true, BusyTimeout: time.Millisecond, Hook: hook})
	mustExec(t, other, "BEGIN EXCLUSIVE")
	ids, err := database.Select[string](t.Context(), db, "SELECT session_id FROM sessions")
	if diff := cmp.Diff([]string{"s-1"}, ids); diff != "" || err != nil || hook.failed != 1 {
		t.Errorf("%s, %v, failed %d times", diff, err, hook.failed)
	}
}

func TestAReadOnlyDatabaseRefusesChanges(t *testing.T) {
	db := open(t, database.Options{Path: oldFile(t), ReadOnly: true})
	if _, err := database.Exec(t.Context(), db, "DELETE FROM sessions"); apperr.CodeOf(err) != apperr.CodeReadOnly {
		t.Errorf("got %v, want read_only", err)
	}
}
