// Package forgotten deletes the rows of sessions, and stores which sessions are forgotten.
package forgotten

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

//go:embed family.sql
var familySQL string

// Repository deletes sessions.
type Repository struct{ db *database.DB }

// New returns the repository in db.
func New(db *database.DB) *Repository { return &Repository{db: db} }

// Family returns a session and the sessions of its subagents, or nil for an unknown session.
func (r *Repository) Family(ctx context.Context, sessionID string) ([]string, error) {
	family, err := database.Select[string](ctx, r.db, familySQL, database.Args{"session": sessionID})
	if err != nil {
		return nil, fmt.Errorf("list the sessions of subagents: %w", err)
	}
	return family, nil
}

// key returns the hash of an id. The file does not reveal which sessions were forgotten.
func key(sessionID string) string {
	sum := sha256.Sum256([]byte("session " + sessionID))
	return hex.EncodeToString(sum[:])
}

// Remember stores that sessions are forgotten.
func (r *Repository) Remember(ctx context.Context, sessionIDs []string, at model.Instant) error {
	err := r.db.Transaction(ctx, func(ctx context.Context, tx *database.Tx) error {
		for _, id := range sessionIDs {
			_, err := database.Exec(ctx, tx, "INSERT INTO forgotten_sessions (session_key, forgotten_at) VALUES (?, ?) ON CONFLICT (session_key) DO NOTHING", key(id), string(at))
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("keep which sessions are forgotten: %w", err)
	}
	return nil
}

// Forgotten returns which of the sessions are forgotten. The primary key serves it.
func (r *Repository) Forgotten(ctx context.Context, sessionIDs []string) (map[string]bool, error) {
	ids := make(map[string]string, len(sessionIDs))
	keys := make([]string, len(sessionIDs))
	for i, id := range sessionIDs {
		keys[i] = key(id)
		ids[keys[i]] = id
	}
	found, err := database.Select[string](ctx, r.db, "SELECT session_key FROM forgotten_sessions WHERE any_of(session_key, ?)", keys)
	if err != nil {
		return nil, fmt.Errorf("look for forgotten sessions: %w", err)
	}
	forgotten := make(map[string]bool, len(found))
	for _, k := range found {
		forgotten[ids[k]] = true
	}
	return forgotten, nil
}

// Readmit lets reports of a session be stored and its transcripts be imported again. It returns false if the session was not forgotten.
func (r *Repository) Readmit(ctx context.Context, sessionID string) (bool, error) {
	readmitted := false
	err := r.db.Transaction(ctx, func(ctx context.Context, tx *database.Tx) error {
		deleted, err := database.Exec(ctx, tx, "DELETE FROM forgotten_sessions WHERE session_key = ?", key(sessionID))
		if readmitted = deleted > 0; err != nil || !readmitted {
			return err
		}
		// The path of a transcript, or the state of its reader, has the id of the session.
		_, err = database.Exec(ctx, tx, "DELETE FROM import_states WHERE path LIKE :named OR as_text(carry) LIKE :named", database.Args{"named": "%" + sessionID + "%"})
		return err
	})
	if err != nil {
		return false, fmt.Errorf("readmit a session: %w", err)
	}
	return readmitted, nil
}
