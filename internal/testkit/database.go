package testkit

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
)

// OpenDatabase opens a new database with the full schema and runs the statements of script in it.
func OpenDatabase(t testing.TB, script string) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{Path: filepath.Join(t.TempDir(), "test.db")})
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

// Execute runs the statements of script in one transaction.
func Execute(t testing.TB, db *database.DB, script string) {
	t.Helper()
	if script == "" {
		return
	}
	err := db.Write(t.Context(), func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.Tx.ExecContext(ctx, script)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
