// Package presences reads and writes the table agent_presence, and reads the events that are newer than it.
package presences

import (
	"context"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/events"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// Repository reads and writes agent_presence, and reads the events that are newer than it.
type Repository struct{ db *database.DB }

// New returns the repository of presences in db.
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

func fromRow(r *presenceRow) model.Presence {
	return model.Presence{
		AgentID: r.AgentID, Status: r.Status, CurrentFeatureID: r.CurrentFeatureID, LastToolName: r.LastToolName,
		LastActivity: model.Instant(r.LastActivity), TotalToolsExecuted: r.TotalToolsExecuted,
		TotalCostTokens: r.TotalCostTokens, SessionID: r.SessionID,
	}
}

// Stored returns the rows of agent_presence, by agent.
func (r *Repository) Stored(ctx context.Context) ([]model.Presence, error) {
	rows, err := database.Select[presenceRow](ctx, r.db, `
		SELECT agent_id, coalesce(status, '') AS status, current_feature_id,
			listed_name(last_tool_name) AS last_tool_name, coalesce(as_text(last_activity), '') AS last_activity,
			as_integer(coalesce(total_tools_executed, 0)) AS total_tools_executed,
			as_integer(coalesce(total_cost_tokens, 0)) AS total_cost_tokens, session_id
		FROM agent_presence WHERE agent_id IS NOT NULL ORDER BY agent_id`)
	if err != nil {
		return nil, fmt.Errorf("list presence: %w", err)
	}
	return query.FromRows(rows, fromRow), nil
}

// eventColumns are the columns of eventRow: what presence needs of an event.
const eventColumns = `row_key(agent_events) AS row_id, event_id, coalesce(agent_id, '') AS agent_id,
	coalesce(as_text(timestamp), '') AS timestamp, listed_name(tool_name) AS tool_name, coalesce(session_id, '') AS session_id,
	feature_id, as_integer(cost_tokens) AS cost_tokens`

type eventRow struct {
	RowID      int64   `bun:"row_id"`
	EventID    string  `bun:"event_id"`
	AgentID    string  `bun:"agent_id"`
	Timestamp  string  `bun:"timestamp"`
	ToolName   *string `bun:"tool_name"`
	SessionID  string  `bun:"session_id"`
	FeatureID  *string `bun:"feature_id"`
	CostTokens *int64  `bun:"cost_tokens"`
}

func fromEventRow(r *eventRow) model.LiveEvent {
	return model.LiveEvent{RowID: r.RowID, Event: model.Event{
		EventID: r.EventID, AgentID: r.AgentID, Timestamp: model.Instant(r.Timestamp), ToolName: r.ToolName, SessionID: r.SessionID,
		FeatureID: r.FeatureID, CostTokens: r.CostTokens,
	}}
}

// EventsSince returns the events since an instant, oldest first; idx_agent_events_timestamp serves it.
func (r *Repository) EventsSince(ctx context.Context, since model.Instant) ([]model.LiveEvent, error) {
	return r.events(ctx, "timestamp >= ? AND instant_key(timestamp) >= ? ORDER BY instant_key(timestamp), event_id", since.Day(), since.Key())
}

// EventsAfter returns the events that were stored after a row, in that order.
func (r *Repository) EventsAfter(ctx context.Context, row int64) ([]model.LiveEvent, error) {
	return r.events(ctx, "row_key(agent_events) > ? ORDER BY row_key(agent_events)", row)
}

func (r *Repository) events(ctx context.Context, tail string, args ...any) ([]model.LiveEvent, error) {
	rows, err := database.Select[eventRow](ctx, r.db, "SELECT "+eventColumns+" FROM agent_events WHERE event_id IS NOT NULL AND "+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("list events for presence: %w", err)
	}
	return query.FromRows(rows, fromEventRow), nil
}

// LastRow returns the rowid of the last event, 0 for none.
func (r *Repository) LastRow(ctx context.Context) (int64, error) {
	row, _, err := events.NewLive(r.db).LastRow(ctx)
	return row, err
}

// Ended returns when each of the ended sessions among sessionIDs ended, "" where only the status says so.
func (r *Repository) Ended(ctx context.Context, sessionIDs []string) (map[string]model.Instant, error) {
	type endedRow struct {
		SessionID   string `bun:"session_id"`
		CompletedAt string `bun:"completed_at"`
	}
	rows, err := database.Select[endedRow](ctx, r.db, `
		SELECT session_id, coalesce(as_text(completed_at), '') AS completed_at FROM sessions
		WHERE any_of(session_id, ?) AND (completed_at IS NOT NULL OR any_of(status, ?))`, sessionIDs, model.EndedSessionStatuses())
	if err != nil {
		return nil, fmt.Errorf("list ended sessions: %w", err)
	}
	ended := make(map[string]model.Instant, len(rows))
	for _, row := range rows {
		ended[row.SessionID] = model.Instant(row.CompletedAt)
	}
	return ended, nil
}
