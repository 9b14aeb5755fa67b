package events

import (
	"context"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// SessionsWithFile returns the ids of the sessions with a call of one of the tools whose input names a file that contains a text, in upper or lower
// case. idx_agent_events_tool_ts_desc serves it, and all calls of these tools are read.
func (r *Summary) SessionsWithFile(ctx context.Context, text string, tools []string) ([]string, error) {
	var w query.Where
	w.And("any_of(tool_name, ?) AND event_id IS NOT NULL", tools)
	w.Contains("input_summary", text)
	ids, err := database.Select[string](ctx, r.db, "SELECT DISTINCT session_id FROM agent_events WHERE ?", w.SQL())
	if err != nil {
		return nil, fmt.Errorf("find the sessions that worked on a file: %w", err)
	}
	return ids, nil
}
