package database_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/database"
)

// TestADatabaseIsReadyWhileAWriteWouldWaitForItsTurn: a write waits for those before it, of this process or of another, and succeeds. Only
// when it would fail the database is not ready.
func TestADatabaseIsReadyWhileAWriteWouldWaitForItsTurn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ready.db")
	db := open(t, database.Options{Path: path, BusyTimeout: time.Millisecond, BusyBudget: time.Hour})
	began, end, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- db.Transaction(t.Context(), func(context.Context, *database.Tx) error {
			close(began)
			<-end
			return nil
		})
	}()
	<-began
	if err := db.Ready(t.Context()); err != nil {
		t.Errorf("while this process writes: %v", err)
	}
	close(end)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	other := raw(t, path)
	other.SetMaxOpenConns(1)
	mustExec(t, other, "BEGIN IMMEDIATE")
	if err := db.Ready(t.Context()); err != nil {
		t.Errorf("while another process writes: %v", err)
	}
	mustExec(t, other, "COMMIT")
	if err := db.Ready(t.Context()); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestADatabaseIsNotReadyWhereAWriteWouldFail(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ready.db")
	db := open(t, database.Options{Path: path, BusyTimeout: time.Millisecond, BusyBudget: 10 * time.Millisecond})
	other := raw(t, path)
	other.SetMaxOpenConns(1)
	mustExec(t, other, "BEGIN IMMEDIATE")
	if err := db.Ready(t.Context()); apperr.CodeOf(err) != apperr.CodeUnavailable {
		t.Errorf("%v, want unavailable", err)
	}
	mustExec(t, other, "COMMIT")
	waitForReady(t, db)
}

// waitForReady waits until a check that runs has ended and another one finds nothing.
func waitForReady(t *testing.T, db *database.DB) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); db.Ready(t.Context()) != nil; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it is not ready")
		}
	}
}
