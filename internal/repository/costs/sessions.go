package costs

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// OfSession returns what the requests of a session took, by model; idx_cost_events_session_ts serves it.
func (r *Repository) OfSession(ctx context.Context, sessionID string) ([]model.Spent, error) {
	return r.ofSessions(ctx, "cost_events.session_id = ?", database.TextValue(sessionID))
}

// Below returns what the requests of all sessions took that a session began, and those began, each once, by model.
// idx_sessions_parent and idx_cost_events_session_ts serve it.
func (r *Repository) Below(ctx context.Context, sessionID string) ([]model.Spent, error) {
	id := database.TextValue(sessionID)
	return r.ofSessions(ctx, `cost_events.session_id <> ? AND cost_events.session_id IN (WITH RECURSIVE begun(id) AS (
		SELECT session_id FROM sessions WHERE parent_session_id = ?
		UNION SELECT s.session_id FROM begun JOIN sessions AS s ON s.parent_session_id = begun.id) SELECT id FROM begun)`, id, id)
}

func (r *Repository) ofSessions(ctx context.Context, condition string, args ...any) ([]model.Spent, error) {
	var w query.Where
	w.And(IsRequest)
	w.And(condition, args...)
	var rows []spentRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw(sumsBy("cost_events.model")+" WHERE ? GROUP BY 1, 2", w.SQL()).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("sum the costs of sessions: %w", err)
	}
	return toSpent(rows), nil
}
