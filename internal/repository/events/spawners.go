package events

import (
	"context"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// spawnerType is the rule of model.SpawnerOf in SQL: the type in the context, or else the last part of the subagent's type. The
// inner rtrim keeps everything up to the last colon. It compares each character with each other one, so it gets the beginning of a long type alone.
const spawnerType = `coalesce(nullif(json_text(context, 'spawner_type'), ''),
	replace(` + shortType + `, rtrim(` + shortType + `, replace(` + shortType + `, ':', '')), ''), '')`

// shortType is the type of a subagent as far as it tells a spawner.
const shortType = "substr(subagent_type, 1, 1024)"

// Spawners reads the events of spawners.
type Spawners struct{ db *database.DB }

// NewSpawners returns the repository in db.
func NewSpawners(db *database.DB) *Spawners { return &Spawners{db: db} }

// List returns a page of the events that match filter, newest first, without what only the details of an event have but its creation. It reads
// events until the page is full, or down to the bound of the filter: those of the session by idx_agent_events_session_ts_desc, or else all by
// idx_agent_events_timestamp.
func (r *Spawners) List(ctx context.Context, filter model.SpawnedFilter, page model.Page) ([]model.EventDetail, error) {
	rows, err := query.Page[detailRow](ctx, r.db, timeline, spawnedColumns, whereSpawner(filter), query.Span{Since: filter.Since}, page)
	if err != nil {
		return nil, fmt.Errorf("list spawner events: %w", err)
	}
	return query.FromRows(rows, fromDetailRow), nil
}

// Count returns the number of events that match filter. It reads all events down to the bound of the filter, or those of the session.
func (r *Spawners) Count(ctx context.Context, filter model.SpawnedFilter) (int64, error) {
	condition := whereSpawner(filter)
	condition.Within("timestamp", query.Span{Since: filter.Since})
	count, err := query.Count(ctx, r.db, "agent_events", condition)
	if err != nil {
		return 0, fmt.Errorf("count spawner events: %w", err)
	}
	return count, nil
}

// OfSubagents returns the events of the session that have a subagent type, newest first; idx_agent_events_session_ts_desc serves it.
func (r *Spawners) OfSubagents(ctx context.Context, sessionID string) ([]model.Event, error) {
	rows, err := database.Select[eventRow](ctx, r.db, "SELECT "+eventColumns+` FROM agent_events
		WHERE session_id = ? AND subagent_type <> '' ORDER BY instant_key(timestamp) DESC, event_id DESC`, sessionID)
	if err != nil {
		return nil, fmt.Errorf("list subagent events: %w", err)
	}
	return query.FromRows(rows, fromRow), nil
}

// ByClaudeTask returns, for each of the task ids that an event carries, the id of that event;
// idx_agent_events_claude_task_id serves it.
func (r *Spawners) ByClaudeTask(ctx context.Context, taskIDs []string) (map[string]string, error) {
	type task struct {
		TaskID  string `bun:"claude_task_id"`
		EventID string `bun:"event_id"`
	}
	rows, err := database.Select[task](ctx, r.db, `SELECT claude_task_id, min(event_id) AS event_id FROM agent_events
		WHERE any_of(claude_task_id, ?) AND tool_name <> ? GROUP BY claude_task_id`, taskIDs, model.ToolTaskOutput)
	if err != nil {
		return nil, fmt.Errorf("find tasks: %w", err)
	}
	found := make(map[string]string, len(rows))
	for _, row := range rows {
		found[row.TaskID] = row.EventID
	}
	return found, nil
}

// whereSpawner is the condition of a filter without its bound.
func whereSpawner(filter model.SpawnedFilter) query.Where {
	var w query.Where
	w.And(hasID)
	w.Owned("session_id", filter.SessionID)
	if filter.SpawnerType != "" {
		w.And(spawnerType+" = ?", filter.SpawnerType)
	} else {
		w.And(spawnerType + " <> ''")
	}
	return w
}
