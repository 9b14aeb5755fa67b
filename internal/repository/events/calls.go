package events

import (
	"context"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// mostCalls is the largest number of calls of one tool that begin at the same time.
const mostCalls = 50

// callInput is the whole input of a call.
var callInput = query.ExactText("tool_traces", "tool_input", "", "tool_use_id")

// Calls returns the calls of a tool that began with an event: one, or as many as began at the same time. idx_tool_traces_session serves it.
func (r *Repository) Calls(ctx context.Context, event model.Event) ([]model.Call, error) {
	type row struct {
		ID    string  `bun:"tool_use_id"`
		Input *string `bun:"tool_input"`
	}
	rows, err := database.Select[row](ctx, r.db, "SELECT tool_use_id, "+callInput+` AS tool_input FROM tool_traces
		WHERE session_id = ? AND start_time = ? AND tool_name = ? AND tool_use_id IS NOT NULL ORDER BY tool_use_id LIMIT ?`,
		event.SessionID, string(event.Timestamp), model.Or(event.ToolName, ""), database.Number(mostCalls))
	if err != nil {
		return nil, fmt.Errorf("list the calls of an event: %w", err)
	}
	return query.FromRows(rows, func(r *row) model.Call { return model.Call{ID: r.ID, Input: r.Input} }), nil
}
