// Package sessions reads the table sessions and what belongs to one session.
package sessions

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/costs"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// Repository reads the table sessions.
type Repository struct{ db *database.DB }

// New returns the repository of sessions in db.
func New(db *database.DB) *Repository { return &Repository{db: db} }

// sessionTimeline is served by idx_sessions_created and idx_sessions_status_created.
var sessionTimeline = query.Timeline{Table: "sessions", Time: "created_at", ID: "session_id"}

// List returns a page of the sessions that fit filter, newest first.
func (r *Repository) List(ctx context.Context, filter model.SessionFilter, page model.Page) ([]model.Session, error) {
	var rows []sessionRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return sessionTimeline.Page(ctx, q, &rows, sessionColumns, sessionWhere(filter), query.Span{}, page)
	})
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	return toSessions(rows), nil
}

// Count returns how many sessions fit filter.
func (r *Repository) Count(ctx context.Context, filter model.SessionFilter) (int64, error) {
	var count int64
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT count(*) FROM sessions WHERE ?", sessionWhere(filter).SQL()).Scan(ctx, &count)
	})
	if err != nil {
		return 0, fmt.Errorf("count sessions: %w", err)
	}
	return count, nil
}

// Get returns the session with what its row says, and false if there is none of that id.
func (r *Repository) Get(ctx context.Context, sessionID string) (model.SessionDetail, bool, error) {
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
func (r *Repository) Children(ctx context.Context, sessionID string) ([]model.Session, error) {
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
func (r *Repository) CostUSD(ctx context.Context, sessionID string) (*float64, error) {
	var cost sql.NullFloat64
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT sum(cost_usd) FROM cost_events WHERE session_id = ? AND "+costs.IsRequest, sessionID).Scan(ctx, &cost)
	})
	if err != nil {
		return nil, fmt.Errorf("sum session cost: %w", err)
	}
	if !cost.Valid {
		return nil, nil
	}
	return query.Finite(&cost.Float64), nil
}

func sessionWhere(filter model.SessionFilter) query.Where {
	var w query.Where
	w.And("session_id IS NOT NULL")
	w.Owned("session_id", filter.SessionID)
	w.Owned("agent_assigned", filter.AgentID)
	w.Owned("status", filter.Status)
	w.Within("created_at", query.Span{Since: filter.Since, Until: filter.Until})
	return w
}
