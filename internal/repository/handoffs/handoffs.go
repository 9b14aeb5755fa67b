// Package handoffs reads the table agent_collaboration.
package handoffs

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// handoffTimeline is served by idx_collaboration_handoff_type and idx_collaboration_session.
var handoffTimeline = query.Timeline{Table: "agent_collaboration", Time: "timestamp", ID: "handoff_id"}

var handoffColumns = "handoff_id, coalesce(from_agent, '') AS from_agent, coalesce(to_agent, '') AS to_agent, " + database.Text("timestamp") +
	" AS timestamp, session_id, handoff_type, status, reason, CAST(context AS TEXT) AS context"

type handoffRow struct {
	HandoffID   string  `bun:"handoff_id"`
	FromAgent   string  `bun:"from_agent"`
	ToAgent     string  `bun:"to_agent"`
	Timestamp   string  `bun:"timestamp"`
	SessionID   *string `bun:"session_id"`
	HandoffType *string `bun:"handoff_type"`
	Status      *string `bun:"status"`
	Reason      *string `bun:"reason"`
	Context     *string `bun:"context"`
}

// List returns the newest handoffs that fit filter.
func List(ctx context.Context, db *database.DB, filter query.Where, limit int) ([]model.Handoff, error) {
	var rows []handoffRow
	err := db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return handoffTimeline.Page(ctx, q, &rows, handoffColumns, filter, query.Span{}, model.Page{Limit: limit})
	})
	if err != nil {
		return nil, fmt.Errorf("list handoffs: %w", err)
	}
	handoffs := make([]model.Handoff, len(rows))
	for i, row := range rows {
		handoffs[i] = model.Handoff{HandoffID: row.HandoffID, FromAgent: row.FromAgent, ToAgent: row.ToAgent,
			Timestamp: model.Instant(row.Timestamp), SessionID: row.SessionID, HandoffType: row.HandoffType,
			Status: row.Status, Reason: row.Reason, Context: row.Context}
	}
	return handoffs, nil
}
