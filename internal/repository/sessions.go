package repository

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Sessions reads the table sessions.
type Sessions struct{ db *database.DB }

// NewSessions returns the repository of sessions in db.
func NewSessions(db *database.DB) *Sessions { return &Sessions{db: db} }

// sessionTimeline is served by idx_sessions_created and idx_sessions_status_created.
var sessionTimeline = timeline{table: "sessions", time: "created_at", id: "session_id"}

// List returns a page of the sessions that fit filter, newest first.
func (r *Sessions) List(ctx context.Context, filter model.SessionFilter, page model.Page) ([]model.Session, error) {
	var rows []sessionRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return sessionTimeline.page(ctx, q, &rows, sessionColumns, sessionWhere(filter), span{}, page)
	})
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	return toSessions(rows), nil
}

// Count returns how many sessions fit filter.
func (r *Sessions) Count(ctx context.Context, filter model.SessionFilter) (int64, error) {
	var count int64
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT count(*) FROM sessions WHERE ?", sessionWhere(filter).sql()).Scan(ctx, &count)
	})
	if err != nil {
		return 0, fmt.Errorf("count sessions: %w", err)
	}
	return count, nil
}

// Get returns the session with what its row says, and false if there is none of that id.
func (r *Sessions) Get(ctx context.Context, sessionID string) (model.SessionDetail, bool, error) {
	var row sessionDetailRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT "+sessionDetailColumns+" FROM sessions WHERE session_id = ?", sessionID).Scan(ctx, &row)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return model.SessionDetail{}, false, nil
	}
	if err != nil {
		return model.SessionDetail{}, false, fmt.Errorf("get session: %w", err)
	}
	return row.model(), true, nil
}

// Children returns the sessions that the session began, newest first; idx_sessions_parent serves it.
func (r *Sessions) Children(ctx context.Context, sessionID string) ([]model.Session, error) {
	var rows []sessionRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw("SELECT "+sessionColumns+" FROM sessions WHERE parent_session_id = ? ORDER BY "+
			database.InstantKey("created_at")+" DESC, session_id DESC", sessionID).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("list child sessions: %w", err)
	}
	return toSessions(rows), nil
}

// CostUSD returns the sum of the session's recorded costs in US dollars, nil if none is
// recorded; idx_cost_events_session_ts serves it.
func (r *Sessions) CostUSD(ctx context.Context, sessionID string) (*float64, error) {
	var cost sql.NullFloat64
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT sum(cost_events.cost_usd) FROM cost_events WHERE cost_events.session_id = ? AND "+isRequest, sessionID).Scan(ctx, &cost)
	})
	if err != nil {
		return nil, fmt.Errorf("sum session cost: %w", err)
	}
	if !cost.Valid {
		return nil, nil
	}
	return finite(&cost.Float64), nil
}

func sessionWhere(filter model.SessionFilter) where {
	var w where
	w.and("session_id IS NOT NULL")
	w.owned("session_id", filter.SessionID)
	w.owned("agent_assigned", filter.AgentID)
	w.owned("status", filter.Status)
	w.within("created_at", span{since: filter.Since, until: filter.Until})
	return w
}
