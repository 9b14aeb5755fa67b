package costs

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// OfSession returns the parts of the costs of a session; idx_cost_events_session_ts serves it.
func (r *Repository) OfSession(ctx context.Context, sessionID string) ([]model.CostPart, error) {
	return r.ofSessions(ctx, "cost_events.session_id = ?", sessionID)
}

// isBelow is true for the costs of all sessions below a session, at any depth. idx_sessions_parent serves it.
const isBelow = `cost_events.session_id <> :session_id AND cost_events.session_id IN (
	WITH RECURSIVE started(id) AS (
		SELECT session_id FROM sessions WHERE parent_session_id = :session_id
		UNION SELECT s.session_id FROM started JOIN sessions AS s ON s.parent_session_id = started.id
	) SELECT id FROM started)`

// Below returns the parts of the costs of all sessions below a session, at any depth and each once. idx_sessions_parent and
// idx_cost_events_session_ts serve it.
func (r *Repository) Below(ctx context.Context, sessionID string) ([]model.CostPart, error) {
	return r.ofSessions(ctx, isBelow, database.Args{"session_id": sessionID})
}

func (r *Repository) ofSessions(ctx context.Context, condition string, args ...any) ([]model.CostPart, error) {
	var w query.Where
	w.And(condition, args...)
	return r.parts(ctx, "?", stored(kindStored, "cost_events", w))
}

// Projects returns the folder in which each session runs, by its id, of the sessions that name one. It scans the sessions.
func (r *Repository) Projects(ctx context.Context) (map[string]string, error) {
	scan := func(rows *sql.Rows, pair *[2]string) error { return rows.Scan(&pair[0], &pair[1]) }
	pairs, err := database.SelectFunc(ctx, r.db, scan, `
		SELECT session_id, project FROM (SELECT session_id, json_text(metadata, 'cwd') AS project FROM sessions WHERE session_id IS NOT NULL) AS named
		WHERE project IS NOT NULL`)
	if err != nil {
		return nil, fmt.Errorf("list the projects of sessions: %w", err)
	}
	projects := make(map[string]string, len(pairs))
	for _, pair := range pairs {
		projects[pair[0]] = pair[1]
	}
	return projects, nil
}
