// Package ingeststore reads the rows that observations are merged into, and stores what changed. It decides nothing: package merge does,
// through the interfaces of package ingest.
package ingeststore

import (
	"context"
	"errors"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Store reads and stores rows of one database.
type Store struct{ db *database.DB }

// New returns the store of db.
func New(db *database.DB) *Store { return &Store{db: db} }

// errUnchanged rolls a transaction back in which nothing was written, so that it is not taken for a commit.
var errUnchanged = errors.New("nothing was written")

// InTransaction runs a function in a transaction.
func (s *Store) InTransaction(ctx context.Context, run func(ctx context.Context, tx ingest.Transaction) error) error {
	err := s.db.Transaction(ctx, func(ctx context.Context, tx *database.Tx) error {
		t := &transaction{tx: tx}
		if err := run(ctx, t); err != nil {
			return err
		}
		if !t.isWritten {
			return errUnchanged
		}
		return nil
	})
	if errors.Is(err, errUnchanged) {
		return nil
	}
	return err
}

var _ ingest.Transactions = (*Store)(nil)

// transaction is a transaction for the merge engine.
type transaction struct {
	tx *database.Tx
	// columns is nil until it is read.
	columns *ingest.Columns
	// numeric are the columns for texts that make numbers of some of them.
	numeric   map[[2]string]bool
	isWritten bool
}

var _ ingest.Transaction = (*transaction)(nil)

// HasSession reports whether there is a session of that id.
func (s *Store) HasSession(ctx context.Context, sessionID string) (bool, error) {
	found, err := database.Value[bool](ctx, s.db, "SELECT EXISTS (SELECT 1 FROM sessions WHERE session_id = ?)", sessionID)
	if err != nil {
		return false, fmt.Errorf("look for a session: %w", err)
	}
	return found, nil
}

// Idle returns sessions that are not over and whose latest event is before an instant, at most limit of them, the longest idle first. Only
// sessions whose events were stored by this program count: others leave theirs open as they like. idx_ingest_sessions_last serves it.
func (s *Store) Idle(ctx context.Context, before model.Instant, limit int) ([]ingest.IdleSession, error) {
	rows, err := database.Select[struct {
		SessionID string `bun:"session_id"`
		LastAt    string `bun:"last_at"`
	}](ctx, s.db, "SELECT session_id, last_at FROM ingest_sessions WHERE last_at < ? ORDER BY last_at LIMIT ?", string(before), limit)
	if err != nil {
		return nil, fmt.Errorf("list idle sessions: %w", err)
	}
	idle := make([]ingest.IdleSession, len(rows))
	for i, row := range rows {
		idle[i] = ingest.IdleSession{SessionID: row.SessionID, LastAt: model.Instant(row.LastAt)}
	}
	return idle, nil
}
