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

// List returns a page of the events with a spawner, newest first, without what only the details of an event have but its creation. A spawner or a sessionID that is not empty restricts it. It reads
// events until the page is full.
func (r *Spawners) List(ctx context.Context, spawner, sessionID string, page model.Page) ([]model.EventDetail, error) {
	rows, err := query.Page[detailRow](ctx, r.db, timeline, spawnedColumns, whereSpawner(spawner, sessionID), query.Span{}, page)
	if err != nil {
		return nil, fmt.Errorf("list spawner events: %w", err)
	}
	return query.FromRows(rows, fromDetailRow), nil
}

// Count returns the number of events with a spawner. It reads all events, or those of the session.
func (r *Spawners) Count(ctx context.Context, spawner, sessionID string) (int64, error) {
	count, err := query.Count(ctx, r.db, "agent_events", whereSpawner(spawner, sessionID))
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

func whereSpawner(spawner, sessionID string) query.Where {
	var w query.Where
	w.Owned("session_id", sessionID)
	if spawner != "" {
		w.And(spawnerType+" = ?", spawner)
	} else {
		w.And(spawnerType + " <> ''")
	}
	return w
}
