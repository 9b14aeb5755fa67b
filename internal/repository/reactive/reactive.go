// Package reactive holds the statements of the reactive queries.
package reactive

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

//go:embed active_sessions.sql
var activeSessionsSQL string

// Repository reads the rows of the reactive queries, which are sent as they are.
type Repository struct{ db *database.DB }

// New returns the repository in db.
func New(db *database.DB) *Repository { return &Repository{db: db} }

// activeSessionsShown bounds the query for active sessions, which looks at the events of each.
const activeSessionsShown = 500

// FeaturesByStatus counts the work items of each status, the most frequent first.
func (r *Repository) FeaturesByStatus(ctx context.Context) ([]model.Row, error) {
	return r.rows(ctx, `SELECT status, count(*) AS count FROM features GROUP BY status ORDER BY count(*) DESC, status`)
}

// AgentWorkload counts, for each agent with events since an instant, these and their sessions,
// most events first; idx_agent_events_timestamp serves it.
func (r *Repository) AgentWorkload(ctx context.Context, since model.Instant) ([]model.Row, error) {
	return r.rows(ctx, `
		SELECT coalesce(agent_id, '') AS agent_id, count(DISTINCT session_id) AS active_sessions, count(*) AS total_events
		FROM agent_events WHERE timestamp >= ? AND instant_key(timestamp) >= ?
		GROUP BY 1 ORDER BY 3 DESC, 1`, since.Day(), since.Key())
}

// BlockedFeatures lists the blocked work items, newest first; idx_features_status_priority serves it.
func (r *Repository) BlockedFeatures(ctx context.Context) ([]model.Row, error) {
	return r.rows(ctx, `
		SELECT id, title, status, as_text(created_at) AS created_at
		FROM features WHERE status = ? ORDER BY instant_key(created_at) DESC, id DESC`, model.WorkItemBlocked)
}

// CostTrends sums the tokens of each hour since an instant that has any, oldest first;
// idx_agent_events_timestamp serves it.
func (r *Repository) CostTrends(ctx context.Context, since model.Instant) ([]model.Row, error) {
	return r.rows(ctx, `
		SELECT substr(instant_key(timestamp), 1, 13) || ':00' AS hour, as_integer(sum(cost_tokens)) AS total_tokens, count(*) AS event_count
		FROM agent_events WHERE timestamp >= ? AND instant_key(timestamp) >= ? AND cost_tokens > 0
		GROUP BY 1 ORDER BY 1`, since.Day(), since.Key())
}

// ActiveSessions lists the newest active sessions and the time of the last event of each.
func (r *Repository) ActiveSessions(ctx context.Context) ([]model.Row, error) {
	return r.rows(ctx, activeSessionsSQL, database.Args{"status": model.SessionActive, "limit": activeSessionsShown})
}

func (r *Repository) rows(ctx context.Context, text string, args ...any) ([]model.Row, error) {
	rows, err := database.Select[model.Row](ctx, r.db, text, args...)
	if err != nil {
		return nil, fmt.Errorf("run a reactive query: %w", err)
	}
	return rows, nil
}
