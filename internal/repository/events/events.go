// Package events reads the table agent_events: by filter and page, as a tree, in the order in which rows were stored, and for the
// running summary.
package events

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// Repository reads agent_events.
type Repository struct{ db *database.DB }

// New returns the repository of events in db.
func New(db *database.DB) *Repository { return &Repository{db: db} }

// eventTimeline is served by idx_agent_events_timestamp, idx_agent_events_session_ts_desc
// and idx_agent_events_agent_ts_desc.
var eventTimeline = query.Timeline{Table: "agent_events", Time: "timestamp", ID: "event_id"}

// List returns a page of the events that fit filter, newest first. It is one statement, whose
// cost is that of the rows down to the end of the page.
func (r *Repository) List(ctx context.Context, filter model.EventFilter, page model.Page) ([]model.Event, error) {
	var rows []eventRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		bounds := query.Span{Since: filter.Since, Until: filter.Until}
		return eventTimeline.Page(ctx, q, &rows, eventColumns, eventWhere(filter), bounds, page)
	})
	if err != nil {
		return nil, fmt.Errorf("list events: %w", err)
	}
	return toEvents(rows), nil
}

// Count returns how many events fit filter. It visits all of them.
func (r *Repository) Count(ctx context.Context, filter model.EventFilter) (int64, error) {
	condition := eventWhere(filter)
	condition.Within("timestamp", query.Span{Since: filter.Since, Until: filter.Until})
	var count int64
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT count(*) FROM agent_events WHERE ?", condition.SQL()).Scan(ctx, &count)
	})
	if err != nil {
		return 0, fmt.Errorf("count events: %w", err)
	}
	return count, nil
}

// Get returns the event with every stored field, and false if there is none of that id.
func (r *Repository) Get(ctx context.Context, eventID string) (model.EventDetail, bool, error) {
	var row eventDetailRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT "+eventDetailColumns+" FROM agent_events WHERE event_id = ?", eventID).Scan(ctx, &row)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return model.EventDetail{}, false, nil
	}
	if err != nil {
		return model.EventDetail{}, false, fmt.Errorf("get event: %w", err)
	}
	return row.model(), true, nil
}

// ByIDs returns the events with these ids, newest first; ids that are not there are left out.
func (r *Repository) ByIDs(ctx context.Context, ids []string) ([]model.Event, error) {
	var rows []eventRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw("SELECT "+eventColumns+" FROM agent_events WHERE ? ORDER BY "+database.InstantKey("timestamp")+" DESC, event_id DESC",
			database.Among("event_id", ids)).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("list events by id: %w", err)
	}
	return toEvents(rows), nil
}

// Children returns the events whose parent is among parents, oldest first. It is one
// statement however many parents there are, served by idx_agent_events_parent_event.
func (r *Repository) Children(ctx context.Context, parents []string) ([]model.Event, error) {
	var rows []eventRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw("SELECT "+eventColumns+" FROM agent_events WHERE ? ORDER BY "+database.InstantKey("timestamp")+", event_id",
			database.Among("parent_event_id", parents)).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("list child events: %w", err)
	}
	return toEvents(rows), nil
}

// Following returns the first events of the session after a place in the order of time, oldest first; idx_agent_events_session_ts_desc
// serves it. It visits the events of the session from that day on.
func (r *Repository) Following(ctx context.Context, sessionID string, after model.Cursor, limit int) ([]model.Event, error) {
	var rows []eventRow
	key := database.InstantKey("timestamp")
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw("SELECT "+eventColumns+" FROM agent_events WHERE session_id = ?0 AND event_id IS NOT NULL AND timestamp >= ?1 AND ("+
			key+" > ?2 OR ("+key+" = ?2 AND event_id > ?3)) ORDER BY "+key+", event_id LIMIT ?4",
			sessionID, model.Instant(after.Key).Day(), database.TextValue(after.Key), database.TextValue(after.ID), limit).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("list following events: %w", err)
	}
	return toEvents(rows), nil
}

// Descendants returns the event and what hangs below it, down to depth, in no promised order, each
// with its depth. A cycle in the data repeats events at other depths; depth bounds it.
func (r *Repository) Descendants(ctx context.Context, eventID string, depth int) ([]model.ChainLink, error) {
	var rows []chainRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw(`
			WITH RECURSIVE chain(id, depth) AS (
				SELECT event_id, 0 FROM agent_events WHERE event_id = ?0
				UNION
				SELECT e.event_id, c.depth + 1 FROM chain AS c
				JOIN agent_events AS e ON e.parent_event_id = c.id
				WHERE c.depth < ?1
			)
			SELECT c.depth, `+eventColumns+` FROM chain AS c JOIN agent_events ON event_id = c.id`, eventID, depth).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("list descendants: %w", err)
	}
	links := make([]model.ChainLink, len(rows))
	for i := range rows {
		links[i] = model.ChainLink{Event: rows[i].model(), Depth: rows[i].Depth}
	}
	return links, nil
}

// isRoot holds for events that hang below no other one that is stored; what names itself as its parent hangs below none.
const isRoot = "(coalesce(parent_event_id, '') IN ('', event_id) OR " +
	"NOT EXISTS (SELECT 1 FROM agent_events AS parent WHERE parent.event_id = agent_events.parent_event_id))"

// eventWhere turns a filter into a condition; the span is bound by the timeline.
func eventWhere(filter model.EventFilter) query.Where {
	var w query.Where
	w.And("event_id IS NOT NULL") // the schema permits rows without one; nobody could ask for them
	w.Owned("session_id", filter.SessionID)
	w.Owned("agent_id", filter.AgentID)
	w.Equal("event_type", filter.EventType)
	w.Equal("tool_name", filter.ToolName)
	w.Equal("status", filter.Status)
	w.Equal("feature_id", filter.FeatureID)
	w.Equal("model", filter.Model)
	if filter.SpawnerType != "" {
		w.And(spawnerType+" = ?", filter.SpawnerType)
	}
	if filter.Roots {
		w.And(isRoot)
	}
	if len(filter.EventTypes) > 0 {
		w.And("event_type || '' IN (?)", bun.List(filter.EventTypes))
	}
	w.Words(filter.Query, "input_summary", "output_summary")
	return w
}
