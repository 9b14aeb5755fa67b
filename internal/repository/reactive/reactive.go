// Package reactive holds the statements of the reactive queries.
package reactive

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Repository holds the questions behind the reactive queries. Their rows go out as they are.
type Repository struct{ db *database.DB }

// New returns the repository in db.
func New(db *database.DB) *Repository { return &Repository{db: db} }

// activeSessionsShown bounds the query for active sessions, which looks at the events of each.
const activeSessionsShown = 500

// FeaturesByStatus counts the work items of each status, most first.
func (r *Repository) FeaturesByStatus(ctx context.Context) ([]model.Row, error) {
	return r.rows(ctx, `SELECT status, count(*) AS count FROM features GROUP BY status ORDER BY count(*) DESC, status`)
}

// AgentWorkload counts, for each agent with events since an instant, these and their sessions,
// most events first; idx_agent_events_timestamp serves it.
func (r *Repository) AgentWorkload(ctx context.Context, since model.Instant) ([]model.Row, error) {
	return r.rows(ctx, `
		SELECT coalesce(agent_id, '') AS agent_id, count(DISTINCT session_id) AS active_sessions, count(*) AS total_events
		FROM agent_events WHERE timestamp >= ? AND `+database.InstantKey("timestamp")+` >= ?
		GROUP BY 1 ORDER BY 3 DESC, 1`, since.Day(), since.Key())
}

// BlockedFeatures lists the blocked work items, newest first; idx_features_status_priority serves it.
func (r *Repository) BlockedFeatures(ctx context.Context) ([]model.Row, error) {
	return r.rows(ctx, `
		SELECT id, title, status, `+database.Text("created_at")+` AS created_at
		FROM features WHERE status = 'blocked' ORDER BY `+database.InstantKey("created_at")+` DESC, id DESC`)
}

// CostTrends sums the tokens of each hour since an instant that has any, oldest first;
// idx_agent_events_timestamp serves it.
func (r *Repository) CostTrends(ctx context.Context, since model.Instant) ([]model.Row, error) {
	return r.rows(ctx, `
		SELECT substr(`+database.InstantKey("timestamp")+`, 1, 13) || ':00' AS hour,
			CAST(sum(cost_tokens) AS BIGINT) AS total_tokens, count(*) AS event_count
		FROM agent_events WHERE timestamp >= ? AND `+database.InstantKey("timestamp")+` >= ? AND cost_tokens > 0
		GROUP BY 1 ORDER BY 1`, since.Day(), since.Key())
}

// ActiveSessions lists the newest sessions with the status active and the time of the last event
// of each; idx_sessions_status_created and idx_agent_events_session_ts_desc serve it.
func (r *Repository) ActiveSessions(ctx context.Context) ([]model.Row, error) {
	return r.rows(ctx, `
		SELECT s.session_id, s.agent_assigned, `+database.Text("s.created_at")+` AS created_at,
			(SELECT `+database.Text("e.timestamp")+` FROM agent_events AS e WHERE e.session_id = s.session_id
				AND e.timestamp >= (SELECT substr(max(l.timestamp), 1, 10) FROM agent_events AS l WHERE l.session_id = s.session_id)
				ORDER BY `+database.InstantKey("e.timestamp")+` DESC LIMIT 1) AS updated_at
		FROM sessions AS s WHERE s.status = ?
		ORDER BY `+database.InstantKey("s.created_at")+` DESC, s.session_id DESC LIMIT ?`, model.SessionActive, activeSessionsShown)
}

func (r *Repository) rows(ctx context.Context, query string, args ...any) ([]model.Row, error) {
	var rows []map[string]any
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw(query, args...).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("run a reactive query: %w", err)
	}
	return rows, nil
}
