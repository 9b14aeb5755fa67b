package testkit

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/database"
)

// OpenDatabase creates a database with the complete schema, runs the SQL script in it, and closes it with the test. It may be used in a
// bubble of synctest.
func OpenDatabase(t testing.TB, script string) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{Path: filepath.Join(t.TempDir(), "test.db"), PollOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	Execute(t, db, script)
	return db
}

// Execute runs an SQL script in one transaction.
func Execute(t testing.TB, db *database.DB, script string) {
	t.Helper()
	if script == "" {
		return
	}
	err := db.Transaction(t.Context(), func(ctx context.Context, tx *database.Tx) error {
		_, err := tx.ExecContext(ctx, script)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
