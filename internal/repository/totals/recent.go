// Package totals reads figures over all rows, with those that were pruned, for the metrics.
package totals

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/uptrace/bun"

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
	var times []model.Instant
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		times = times[:0]
		return q.NewRaw("SELECT "+database.Text("timestamp")+" FROM agent_events WHERE timestamp >= ? AND "+
			database.InstantKey("timestamp")+" >= ?", since.Day(), since.Key()).Scan(ctx, &times)
	})
	if err != nil {
		return nil, fmt.Errorf("list recent times: %w", err)
	}
	return times, nil
}

// ActiveSessions returns how many sessions have the status active; idx_sessions_status_created serves it.
func (r *Recent) ActiveSessions(ctx context.Context) (int64, error) {
	var count int64
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT count(*) FROM sessions WHERE status = ?", model.SessionActive).Scan(ctx, &count)
	})
	if err != nil {
		return 0, fmt.Errorf("count active sessions: %w", err)
	}
	return count, nil
}

// CostUSD returns the sum of all recorded costs in US dollars, rolled up ones too, nil if none is recorded.
func (r *Recent) CostUSD(ctx context.Context) (*float64, error) {
	var cost sql.NullFloat64
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw(`SELECT sum(cost_usd) FROM (SELECT cost_usd FROM cost_events WHERE `+costs.IsRequest+` UNION ALL
			SELECT cost_micro_usd / 1e6 FROM daily_rollups WHERE requests > unpriced_requests) AS recorded`).Scan(ctx, &cost)
	})
	if err != nil {
		return nil, fmt.Errorf("sum costs: %w", err)
	}
	if !cost.Valid {
		return nil, nil
	}
	return query.Finite(&cost.Float64), nil
}
