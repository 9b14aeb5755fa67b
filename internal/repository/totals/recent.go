// Package totals reads figures over all rows for the metrics, with those that were pruned.
package totals

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Recent reads what the metrics show beside the running summary.
type Recent struct{ db *database.DB }

// NewRecent returns the repository in db.
func NewRecent(db *database.DB) *Recent { return &Recent{db: db} }

// TimesSince returns the timestamps of the events from an instant on, in no order;
// idx_agent_events_timestamp serves it and holds all that it reads.
func (r *Recent) TimesSince(ctx context.Context, since model.Instant) ([]model.Instant, error) {
	times, err := database.SelectFunc(ctx, r.db, scanTime,
		"SELECT as_text(timestamp) FROM agent_events WHERE timestamp >= ? AND instant_key(timestamp) >= ?", since.Day(), since.Key())
	if err != nil {
		return nil, fmt.Errorf("list recent times: %w", err)
	}
	return times, nil
}

// scanTime reads a row of TimesSince: as a plain string, which the driver copies without reflection.
func scanTime(rows *sql.Rows, at *model.Instant) error { return rows.Scan((*string)(at)) }

// ActiveSessions returns how many sessions are active; idx_sessions_status_created serves it.
func (r *Recent) ActiveSessions(ctx context.Context) (int64, error) {
	count, err := database.Value[int64](ctx, r.db, "SELECT count(*) FROM sessions WHERE status = ?", model.SessionActive)
	if err != nil {
		return 0, fmt.Errorf("count active sessions: %w", err)
	}
	return count, nil
}
