package events

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// spawnerType is the rule of model.SpawnerOf in SQL: what the context names, else the last part of
// the subagent's type. The inner rtrim leaves all up to the last colon.
var spawnerType = "coalesce(nullif(" + database.JSONText("context", "spawner_type") + ", ''), " +
	"replace(subagent_type, rtrim(subagent_type, replace(subagent_type, ':', '')), ''), '')"

// Spawners reads the events that a spawner ran and what belongs to them.
type Spawners struct{ db *database.DB }

// NewSpawners returns the repository in db.
func NewSpawners(db *database.DB) *Spawners { return &Spawners{db: db} }

// List returns a page of the events with a spawner, of one type or session where those are not
// empty, newest first. It visits events until the page is full.
func (r *Spawners) List(ctx context.Context, spawner, sessionID string, page model.Page) ([]model.EventDetail, error) {
	return r.details(ctx, spawnerWhere(spawner, sessionID), page)
}

// Count returns how many events with a spawner fit. It visits all events, or those of the session.
func (r *Spawners) Count(ctx context.Context, spawner, sessionID string) (int64, error) {
	var count int64
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT count(*) FROM agent_events WHERE ?", spawnerWhere(spawner, sessionID).SQL()).Scan(ctx, &count)
	})
	if err != nil {
		return 0, fmt.Errorf("count spawner events: %w", err)
	}
	return count, nil
}

// OfSubagents returns the events of the session that have a subagent type, newest first.
func (r *Spawners) OfSubagents(ctx context.Context, sessionID string) ([]model.Event, error) {
	var rows []eventRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw("SELECT "+eventColumns+" FROM agent_events WHERE session_id = ? AND subagent_type <> '' ORDER BY "+
			database.InstantKey("timestamp")+" DESC, event_id DESC", sessionID).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("list subagent events: %w", err)
	}
	return toEvents(rows), nil
}

// ByClaudeTask returns, for each of the task ids that an event carries, the id of that event;
// idx_agent_events_claude_task_id serves it.
func (r *Spawners) ByClaudeTask(ctx context.Context, taskIDs []string) (map[string]string, error) {
	var rows []struct {
		TaskID  string `bun:"claude_task_id"`
		EventID string `bun:"event_id"`
	}
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw("SELECT claude_task_id, min(event_id) AS event_id FROM agent_events WHERE ? AND tool_name <> 'TaskOutput' GROUP BY claude_task_id",
			database.Among("claude_task_id", taskIDs)).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("find tasks: %w", err)
	}
	found := make(map[string]string, len(rows))
	for _, row := range rows {
		found[row.TaskID] = row.EventID
	}
	return found, nil
}

func (r *Spawners) details(ctx context.Context, filter query.Where, page model.Page) ([]model.EventDetail, error) {
	var rows []eventDetailRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return eventTimeline.Page(ctx, q, &rows, eventDetailColumns, filter, query.Span{}, page)
	})
	if err != nil {
		return nil, fmt.Errorf("list spawner events: %w", err)
	}
	events := make([]model.EventDetail, len(rows))
	for i := range rows {
		events[i] = rows[i].model()
	}
	return events, nil
}

func spawnerWhere(spawner, sessionID string) query.Where {
	var filter query.Where
	filter.Owned("session_id", sessionID)
	if spawner != "" {
		filter.And(spawnerType+" = ?", spawner)
	} else {
		filter.And(spawnerType + " <> ''")
	}
	return filter
}
