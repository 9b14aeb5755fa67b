package costs

import (
	"context"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// OfSession returns the usage of a session by model; idx_cost_events_session_ts serves it.
func (r *Repository) OfSession(ctx context.Context, sessionID string) ([]model.Spent, error) {
	return r.ofSessions(ctx, "cost_events.session_id = ?", sessionID)
}

// isBelow is true for the costs of all sessions below a session, at any depth. idx_sessions_parent serves it.
const isBelow = `cost_events.session_id <> :session_id AND cost_events.session_id IN (
	WITH RECURSIVE started(id) AS (
		SELECT session_id FROM sessions WHERE parent_session_id = :session_id
		UNION SELECT s.session_id FROM started JOIN sessions AS s ON s.parent_session_id = started.id
	) SELECT id FROM started)`

// Below returns the usage of all sessions below a session, at any depth and each once, by model. idx_sessions_parent and
// idx_cost_events_session_ts serve it.
func (r *Repository) Below(ctx context.Context, sessionID string) ([]model.Spent, error) {
	return r.ofSessions(ctx, isBelow, database.Args{"session_id": sessionID})
}

func (r *Repository) ofSessions(ctx context.Context, condition string, args ...any) ([]model.Spent, error) {
	var w query.Where
	w.And(IsRequest)
	w.And(condition, args...)
	rows, err := database.Select[spentRow](ctx, r.db, "?", stored(groupBy(model.CostByModel), w))
	if err != nil {
		return nil, fmt.Errorf("sum the costs of sessions: %w", err)
	}
	return query.FromRows(rows, fromSpentRow), nil
}
