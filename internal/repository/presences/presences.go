// Package presences reads and writes the table agent_presence.
package presences

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/events"
)

// Repository reads and writes agent_presence, and reads the events that are newer than it.
type Repository struct{ db *database.DB }

// New returns the repository in db.
func New(db *database.DB) *Repository { return &Repository{db: db} }

type presenceRow struct {
	AgentID            string  `bun:"agent_id"`
	Status             string  `bun:"status"`
	CurrentFeatureID   *string `bun:"current_feature_id"`
	LastToolName       *string `bun:"last_tool_name"`
	LastActivity       string  `bun:"last_activity"`
	TotalToolsExecuted int64   `bun:"total_tools_executed"`
	TotalCostTokens    int64   `bun:"total_cost_tokens"`
	SessionID          *string `bun:"session_id"`
}

// Stored returns the rows of agent_presence, by agent.
func (r *Repository) Stored(ctx context.Context) ([]model.Presence, error) {
	var rows []presenceRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw(`SELECT agent_id, coalesce(status, '') AS status, current_feature_id, last_tool_name, `+
			`coalesce(`+database.Text("last_activity")+`, '') AS last_activity,
			CAST(coalesce(total_tools_executed, 0) AS BIGINT) AS total_tools_executed,
			CAST(coalesce(total_cost_tokens, 0) AS BIGINT) AS total_cost_tokens, session_id
			FROM agent_presence WHERE agent_id IS NOT NULL ORDER BY agent_id`).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("list presence: %w", err)
	}
	presences := make([]model.Presence, len(rows))
	for i, row := range rows {
		presences[i] = model.Presence{
			AgentID: row.AgentID, Status: row.Status, CurrentFeatureID: row.CurrentFeatureID, LastToolName: row.LastToolName,
			LastActivity: model.Instant(row.LastActivity), TotalToolsExecuted: row.TotalToolsExecuted,
			TotalCostTokens: row.TotalCostTokens, SessionID: row.SessionID,
		}
	}
	return presences, nil
}

// presenceEvent is what presence needs of an event.
var presenceEvent = "SELECT rowid AS row_id, event_id, coalesce(agent_id, '') AS agent_id, " +
	"coalesce(" + database.Text("timestamp") + ", '') AS timestamp, tool_name, coalesce(session_id, '') AS session_id, feature_id, " +
	"CAST(cost_tokens AS BIGINT) AS cost_tokens FROM agent_events "

// EventsSince returns the events from an instant on, oldest first, with what presence needs of
// them; idx_agent_events_timestamp serves it.
func (r *Repository) EventsSince(ctx context.Context, since model.Instant) ([]model.LiveEvent, error) {
	key := database.InstantKey("timestamp")
	return r.events(ctx, "WHERE event_id IS NOT NULL AND timestamp >= ? AND "+key+" >= ? ORDER BY "+key+", event_id", since.Day(), since.Key())
}

// EventsAfter returns the events that were stored after a row, in that order, with what presence needs of them.
func (r *Repository) EventsAfter(ctx context.Context, row int64) ([]model.LiveEvent, error) {
	return r.events(ctx, "WHERE event_id IS NOT NULL AND rowid > ? ORDER BY rowid", row)
}

func (r *Repository) events(ctx context.Context, tail string, args ...any) ([]model.LiveEvent, error) {
	var rows []events.StoredRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw(presenceEvent+tail, args...).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("list events for presence: %w", err)
	}
	return events.FromStoredRows(rows), nil
}

// LastRow returns the last row of events, 0 for none.
func (r *Repository) LastRow(ctx context.Context) (int64, error) {
	row, _, err := events.NewLive(r.db).LastRow(ctx)
	return row, err
}

// Ended returns, for those of the sessions that ended, when they did; "" where only the status tells.
func (r *Repository) Ended(ctx context.Context, sessionIDs []string) (map[string]model.Instant, error) {
	var rows []struct {
		SessionID   string `bun:"session_id"`
		CompletedAt string `bun:"completed_at"`
	}
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw("SELECT session_id, coalesce("+database.Text("completed_at")+", '') AS completed_at FROM sessions "+
			"WHERE ? AND (completed_at IS NOT NULL OR status IN (?))",
			database.Among("session_id", sessionIDs), bun.In(model.EndedSessionStatuses())).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("list ended sessions: %w", err)
	}
	ended := make(map[string]model.Instant, len(rows))
	for _, row := range rows {
		ended[row.SessionID] = model.Instant(row.CompletedAt)
	}
	return ended, nil
}
