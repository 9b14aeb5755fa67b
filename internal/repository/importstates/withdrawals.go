package importstates

import (
	"context"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
)

// IsWithdrawn reports whether what earlier readers stored of a session was withdrawn for a reader.
func (r *Repository) IsWithdrawn(ctx context.Context, sessionID, reader string) (bool, error) {
	known, found, err := database.Get[string](ctx, r.db, "SELECT reader FROM withdrawn_sessions WHERE session_id = ?", sessionID)
	if err != nil {
		return false, fmt.Errorf("look for a withdrawn session: %w", err)
	}
	return found && known == reader, nil
}

// MarkWithdrawn stores that what earlier readers stored of a session was withdrawn for a reader.
func (r *Repository) MarkWithdrawn(ctx context.Context, sessionID, reader string) error {
	_, err := database.Exec(ctx, r.db, `INSERT INTO withdrawn_sessions (session_id, reader) VALUES (?, ?)
		ON CONFLICT (session_id) DO UPDATE SET reader = excluded.reader`, sessionID, reader)
	if err != nil {
		return fmt.Errorf("keep that a session was withdrawn: %w", err)
	}
	return nil
}

// Restart lets a session be withdrawn again, for the same reader too.
func (r *Repository) Restart(ctx context.Context, sessionID string) error {
	if _, err := database.Exec(ctx, r.db, "DELETE FROM withdrawn_sessions WHERE session_id = ?", sessionID); err != nil {
		return fmt.Errorf("let a session be withdrawn again: %w", err)
	}
	return nil
}

// Settle forgets the numbers of the rows that were withdrawn and did not come back.
func (r *Repository) Settle(ctx context.Context) error {
	if _, err := database.Exec(ctx, r.db, "DELETE FROM withdrawn_events"); err != nil {
		return fmt.Errorf("forget what was withdrawn: %w", err)
	}
	return nil
}

// Stored returns which of the sessions are stored. The primary key serves it.
func (r *Repository) Stored(ctx context.Context, sessionIDs []string) (map[string]bool, error) {
	ids, err := database.Select[string](ctx, r.db, "SELECT session_id FROM sessions WHERE any_of(session_id, ?)", sessionIDs)
	if err != nil {
		return nil, fmt.Errorf("look for sessions: %w", err)
	}
	stored := make(map[string]bool, len(ids))
	for _, id := range ids {
		stored[id] = true
	}
	return stored, nil
}

// LastPruned returns the last day of which events or requests were pruned, "" for none.
func (r *Repository) LastPruned(ctx context.Context) (string, error) {
	day, err := database.Value[string](ctx, r.db, "SELECT coalesce(max(day), '') FROM daily_rollups")
	if err != nil {
		return "", fmt.Errorf("find the last pruned day: %w", err)
	}
	return day, nil
}
