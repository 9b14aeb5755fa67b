// Package handoffs reads the table agent_collaboration.
package handoffs

import (
	"context"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// timeline is served by idx_collaboration_handoff_type and idx_collaboration_session.
var timeline = query.Timeline{Table: "agent_collaboration", Time: "timestamp", ID: "handoff_id"}

// handoffColumns are the columns of handoffRow as lists contain them.
const handoffColumns = `handoff_id, coalesce(listed_name(from_agent), '') AS from_agent, coalesce(listed_name(to_agent), '') AS to_agent,
	as_text(timestamp) AS timestamp, session_id, listed_name(handoff_type) AS handoff_type,
	listed_name(status) AS status, listed_text(reason) AS reason, as_text(listed_text(context)) AS context`

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

func fromRow(r *handoffRow) model.Handoff {
	return model.Handoff{
		HandoffID: r.HandoffID, FromAgent: r.FromAgent, ToAgent: r.ToAgent, Timestamp: model.Instant(r.Timestamp), SessionID: r.SessionID,
		HandoffType: r.HandoffType, Status: r.Status, Reason: r.Reason, Context: r.Context,
	}
}

// HasID is true for handoffs that a page can hold: the schema permits rows without an id.
const HasID = "unindexed(handoff_id) IS NOT NULL"

// List returns a page of the handoffs that match filter, newest first.
func List(ctx context.Context, db *database.DB, filter query.Where, page model.Page) ([]model.Handoff, error) {
	filter.And(HasID)
	rows, err := query.Page[handoffRow](ctx, db, timeline, handoffColumns, filter, query.Span{}, page)
	if err != nil {
		return nil, fmt.Errorf("list handoffs: %w", err)
	}
	return query.FromRows(rows, fromRow), nil
}
