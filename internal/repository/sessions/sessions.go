// Package sessions reads the table sessions and what belongs to one session.
package sessions

import (
	"context"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// Repository reads the table sessions.
type Repository struct{ db *database.DB }

// New returns the repository of sessions in db.
func New(db *database.DB) *Repository { return &Repository{db: db} }

// timeline is served by idx_sessions_created and idx_sessions_status_created.
var timeline = query.Timeline{Table: "sessions", Time: "created_at", ID: "session_id"}

// List returns a page of the sessions that fit filter, newest first.
func (r *Repository) List(ctx context.Context, filter model.SessionFilter, page model.Page) ([]model.Session, error) {
	rows, err := query.Page[sessionRow](ctx, r.db, timeline, sessionColumns, whereSessions(filter), query.Span{}, page)
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	return query.FromRows(rows, fromRow), nil
}

// Count returns how many sessions fit filter.
func (r *Repository) Count(ctx context.Context, filter model.SessionFilter) (int64, error) {
	count, err := query.Count(ctx, r.db, "sessions", whereSessions(filter))
	if err != nil {
		return 0, fmt.Errorf("count sessions: %w", err)
	}
	return count, nil
}

// Get returns the session with all columns of its row, and false if there is none of that id.
func (r *Repository) Get(ctx context.Context, sessionID string) (model.SessionDetail, bool, error) {
	row, found, err := database.Get[detailRow](ctx, r.db, "SELECT "+detailColumns+" FROM sessions WHERE session_id = ?", sessionID)
	if err != nil {
		return model.SessionDetail{}, false, fmt.Errorf("get session: %w", err)
	}
	return fromDetailRow(&row), found, nil
}

// Children returns the sessions that the session started, newest first; idx_sessions_parent serves it.
func (r *Repository) Children(ctx context.Context, sessionID string) ([]model.Session, error) {
	rows, err := database.Select[sessionRow](ctx, r.db,
		"SELECT "+sessionColumns+" FROM sessions WHERE parent_session_id = ? ORDER BY instant_key(created_at) DESC, session_id DESC", sessionID)
	if err != nil {
		return nil, fmt.Errorf("list child sessions: %w", err)
	}
	return query.FromRows(rows, fromRow), nil
}

// Statuses returns the statuses that sessions have, at most limit; idx_sessions_status_created serves it.
func (r *Repository) Statuses(ctx context.Context, limit int) ([]string, error) {
	return query.Distinct(ctx, r.db, "sessions", "status", limit)
}

// FirstPrompts returns the first prompts of sessions, at most limit of each and the oldest first, by the id of the session.
// idx_agent_events_session_tool serves it.
func (r *Repository) FirstPrompts(ctx context.Context, ids []string, limit int) (map[string][]string, error) {
	type row struct {
		SessionID string `bun:"session_id"`
		Prompt    string `bun:"prompt"`
	}
	rows, err := database.Select[row](ctx, r.db, `SELECT session_id, prompt FROM (
			SELECT session_id, listed_text(input_summary) AS prompt, row_number() OVER (PARTITION BY session_id ORDER BY instant_key(timestamp), event_id) AS place
			FROM agent_events WHERE any_of(session_id, ?) AND tool_name = ? AND input_summary <> ''
		) AS asked WHERE place <= ? ORDER BY session_id, place`, ids, model.ToolUserQuery, database.Number(limit))
	if err != nil {
		return nil, fmt.Errorf("find the first prompts of sessions: %w", err)
	}
	prompts := make(map[string][]string, len(ids))
	for _, row := range rows {
		prompts[row.SessionID] = append(prompts[row.SessionID], row.Prompt)
	}
	return prompts, nil
}

func whereSessions(filter model.SessionFilter) query.Where {
	var w query.Where
	w.And("session_id IS NOT NULL")
	w.Owned("session_id", filter.SessionID)
	w.Owned("agent_assigned", filter.AgentID)
	w.Owned("status", filter.Status)
	w.Within("created_at", query.Span{Since: filter.Since, Until: filter.Until})
	return w
}
