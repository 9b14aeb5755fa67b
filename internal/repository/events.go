package repository

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Events reads agent_events.
type Events struct{ db *database.DB }

// NewEvents returns the repository of events in db.
func NewEvents(db *database.DB) *Events { return &Events{db: db} }

// eventTimeline is served by idx_agent_events_timestamp, idx_agent_events_session_ts_desc
// and idx_agent_events_agent_ts_desc.
var eventTimeline = timeline{table: "agent_events", time: "timestamp", id: "event_id"}

// List returns a page of the events that fit filter, newest first. It is one statement, whose
// cost is that of the rows down to the end of the page.
func (r *Events) List(ctx context.Context, filter model.EventFilter, page model.Page) ([]model.Event, error) {
	var rows []eventRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		bounds := span{since: filter.Since, until: filter.Until}
		return eventTimeline.page(ctx, q, &rows, eventColumns, eventWhere(filter), bounds, page)
	})
	if err != nil {
		return nil, fmt.Errorf("list events: %w", err)
	}
	return toEvents(rows), nil
}

// Count returns how many events fit filter. It visits all of them.
func (r *Events) Count(ctx context.Context, filter model.EventFilter) (int64, error) {
	condition := eventWhere(filter)
	condition.within("timestamp", span{since: filter.Since, until: filter.Until})
	var count int64
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT count(*) FROM agent_events WHERE ?", condition.sql()).Scan(ctx, &count)
	})
	if err != nil {
		return 0, fmt.Errorf("count events: %w", err)
	}
	return count, nil
}

// Get returns the event with every stored field, and false if there is none of that id.
func (r *Events) Get(ctx context.Context, eventID string) (model.EventDetail, bool, error) {
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
func (r *Events) ByIDs(ctx context.Context, ids []string) ([]model.Event, error) {
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
func (r *Events) Children(ctx context.Context, parents []string) ([]model.Event, error) {
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
func (r *Events) Following(ctx context.Context, sessionID string, after model.Cursor, limit int) ([]model.Event, error) {
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
func (r *Events) Descendants(ctx context.Context, eventID string, depth int) ([]model.ChainLink, error) {
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
func eventWhere(filter model.EventFilter) where {
	var w where
	w.and("event_id IS NOT NULL") // the schema permits rows without one; nobody could ask for them
	w.owned("session_id", filter.SessionID)
	w.owned("agent_id", filter.AgentID)
	w.equal("event_type", filter.EventType)
	w.equal("tool_name", filter.ToolName)
	w.equal("status", filter.Status)
	w.equal("feature_id", filter.FeatureID)
	w.equal("model", filter.Model)
	if filter.SpawnerType != "" {
		w.and(spawnerType+" = ?", filter.SpawnerType)
	}
	if filter.Roots {
		w.and(isRoot)
	}
	if len(filter.EventTypes) > 0 {
		w.and("event_type || '' IN (?)", bun.List(filter.EventTypes))
	}
	w.words(filter.Query, "input_summary", "output_summary")
	return w
}
