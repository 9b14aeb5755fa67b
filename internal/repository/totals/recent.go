// Package totals reads figures over all rows for the metrics, with those that were pruned.
package totals

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/costs"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
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

// CostUSD returns the sum of all recorded costs in US dollars, of pruned rows too, nil if none is recorded.
func (r *Recent) CostUSD(ctx context.Context) (*float64, error) {
	cost, err := database.Value[*float64](ctx, r.db, `
		SELECT sum(as_number(cost_usd)) FROM (
			SELECT cost_usd FROM cost_events WHERE `+costs.IsRequest+`
			UNION ALL
			SELECT cost_micro_usd / 1e6 FROM daily_rollups WHERE requests > unpriced_requests
		) AS recorded`)
	if err != nil {
		return nil, fmt.Errorf("sum costs: %w", err)
	}
	return query.Finite(cost), nil
}
