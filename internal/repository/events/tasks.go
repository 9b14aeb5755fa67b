package events

import (
	"context"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
)

// Tasks returns the ids of the subagents that events started, by the ids of the events. Events that started none are left out; the primary key serves
// it.
func (r *Repository) Tasks(ctx context.Context, ids []string) (map[string]string, error) {
	type row struct {
		EventID string `bun:"event_id"`
		Task    string `bun:"task"`
	}
	rows, err := database.Select[row](ctx, r.db,
		"SELECT event_id, claude_task_id AS task FROM agent_events WHERE any_of(event_id, ?) AND coalesce(claude_task_id, '') <> ''", ids)
	if err != nil {
		return nil, fmt.Errorf("list the subagents of events: %w", err)
	}
	tasks := make(map[string]string, len(rows))
	for _, r := range rows {
		tasks[r.EventID] = r.Task
	}
	return tasks, nil
}
