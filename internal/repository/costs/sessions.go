package costs

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// OfSession returns the parts of the costs of a session, or the tokens that its events state; idx_cost_events_session_ts and
// idx_agent_events_session_ts_desc serve it.
func (r *Repository) OfSession(ctx context.Context, sessionID string) ([]model.CostPart, error) {
	return r.ofSessions(ctx, "%s.session_id = ?", sessionID)
}

// OfSessions returns the same of several sessions; the indexes are those of OfSession.
func (r *Repository) OfSessions(ctx context.Context, sessionIDs []string) ([]model.CostPart, error) {
	return r.ofSessions(ctx, "any_of(%s.session_id, ?)", sessionIDs)
}

// OfAgent returns the parts of the costs of an agent, including pruned ones. It reads all requests.
func (r *Repository) OfAgent(ctx context.Context, agentID string) ([]model.CostPart, error) {
	var requests, pruned query.Where
	requests.And(Agent+" = ?", agentID)
	pruned.And("agent_id = ?", agentID)
	return r.parts(ctx, "SELECT * FROM (?) UNION ALL SELECT * FROM (?) UNION ALL SELECT * FROM (?) AS days WHERE agent_id = ?",
		stored(kindStored, "cost_events", requests), prunedQuarters(kindPruned, "quarter_rollups", pruned), PrunedDays(), agentID)
}

// isBelow is true for the rows of all sessions below a session, at any depth. idx_sessions_parent serves it.
const isBelow = `%[1]s.session_id <> :session_id AND %[1]s.session_id IN (
	WITH RECURSIVE started(id) AS (
		SELECT session_id FROM sessions WHERE parent_session_id = :session_id
		UNION SELECT s.session_id FROM started JOIN sessions AS s ON s.parent_session_id = started.id
	) SELECT id FROM started)`

// Below returns the same of all sessions below a session, at any depth and each once. idx_sessions_parent serves it too.
func (r *Repository) Below(ctx context.Context, sessionID string) ([]model.CostPart, error) {
	return r.ofSessions(ctx, isBelow, database.Args{"session_id": sessionID})
}

// ofSessions returns the parts under a condition in which %s stands for the table.
func (r *Repository) ofSessions(ctx context.Context, condition string, args ...any) ([]model.CostPart, error) {
	var requests, events query.Where
	requests.And(fmt.Sprintf(condition, "cost_events"), args...)
	events.And(fmt.Sprintf(condition, "agent_events"), args...)
	return r.parts(ctx, "SELECT * FROM (?) UNION ALL SELECT * FROM (?)", stored(kindStored, "cost_events", requests), stated(events))
}

// Sessions returns where each session ran, by its id. It scans the sessions.
func (r *Repository) Sessions(ctx context.Context) (map[string]model.SessionOrigin, error) {
	type session struct {
		id string
		model.SessionOrigin
	}
	scan := func(rows *sql.Rows, s *session) error { return rows.Scan(&s.id, &s.Parent, &s.Agent, &s.Folder) }
	list, err := database.SelectFunc(ctx, r.db, scan, `
		SELECT session_id, coalesce(parent_session_id, ''), coalesce(agent_assigned, ''), coalesce(json_text(metadata, 'cwd'), '')
		FROM sessions WHERE session_id IS NOT NULL`)
	if err != nil {
		return nil, fmt.Errorf("list where sessions ran: %w", err)
	}
	sessions := make(map[string]model.SessionOrigin, len(list))
	for _, s := range list {
		sessions[s.id] = s.SessionOrigin
	}
	return sessions, nil
}
