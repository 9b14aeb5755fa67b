package prune

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
)

//go:embed is_past.sql
var isPastSQL string

//go:embed idle_sessions.sql
var idleSessionsSQL string

// isPast is true for sessions that can be deleted together with everything before a day.
func isPast(before string) database.Fragment {
	return database.SQL(isPastSQL, database.Args{"before": before})
}

// IdleSessions returns the rowids of sessions that can be deleted together with everything before a day.
func (r *Repository) IdleSessions(ctx context.Context, before string) ([]int64, error) {
	rows, err := database.Select[int64](ctx, r.db, idleSessionsSQL, database.Args{"is_past": isPast(before)})
	if err != nil {
		return nil, fmt.Errorf("look for idle sessions: %w", err)
	}
	return rows, nil
}

// DeleteSessions deletes those sessions that can still be deleted, with everything that belongs to them, and returns their number.
func (r *Repository) DeleteSessions(ctx context.Context, rows []int64, before string) (int64, error) {
	var deleted int64
	err := r.db.Transaction(ctx, func(ctx context.Context, tx *database.Tx) error {
		var err error
		for _, table := range []string{"ingest_sessions", "rolled_up_sessions", "withdrawn_sessions"} {
			_, err = database.Exec(ctx, tx, "DELETE FROM ? WHERE session_id IN (SELECT session_id FROM sessions WHERE any_of(row_key(sessions), ?) AND ?)",
				database.SQL(table), rows, isPast(before))
			if err != nil {
				return err
			}
		}
		deleted, err = database.Exec(ctx, tx, "DELETE FROM sessions WHERE any_of(row_key(sessions), ?) AND ?", rows, isPast(before))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("prune sessions: %w", err)
	}
	return deleted, nil
}
