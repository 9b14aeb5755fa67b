// Package events reads the table agent_events: by filter and page, as a tree, in the order in which rows were stored, and for the
// running summary.
package events

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

//go:embed following.sql
var followingSQL string

//go:embed descendants.sql
var descendantsSQL string

// Repository reads agent_events.
type Repository struct{ db *database.DB }

// New returns the repository of events in db.
func New(db *database.DB) *Repository { return &Repository{db: db} }

// timeline is served by idx_agent_events_timestamp, idx_agent_events_session_ts_desc and idx_agent_events_agent_ts_desc.
var timeline = query.Timeline{Table: "agent_events", Time: "timestamp", ID: "event_id"}

// List returns a page of the events that match filter, newest first. It is one statement, whose cost depends on the rows down to
// the end of the page.
func (r *Repository) List(ctx context.Context, filter model.EventFilter, page model.Page) ([]model.Event, error) {
	bounds := query.Span{Since: filter.Since, Until: filter.Until}
	rows, err := query.Page[eventRow](ctx, r.db, timeline, eventColumns, whereEvents(filter), bounds, page)
	if err != nil {
		return nil, fmt.Errorf("list events: %w", err)
	}
	return query.FromRows(rows, fromRow), nil
}

// Count returns the number of events that match filter. It reads all of them.
func (r *Repository) Count(ctx context.Context, filter model.EventFilter) (int64, error) {
	condition := whereEvents(filter)
	condition.Within("timestamp", query.Span{Since: filter.Since, Until: filter.Until})
	count, err := query.Count(ctx, r.db, "agent_events", condition)
	if err != nil {
		return 0, fmt.Errorf("count events: %w", err)
	}
	return count, nil
}

// Get returns the event with all stored fields, or false where there is none with the id.
func (r *Repository) Get(ctx context.Context, eventID string) (model.EventDetail, bool, error) {
	row, found, err := database.Get[detailRow](ctx, r.db, "SELECT "+detailColumns+" FROM agent_events WHERE event_id = ?", eventID)
	if err != nil {
		return model.EventDetail{}, false, fmt.Errorf("get event: %w", err)
	}
	return fromDetailRow(&row), found, nil
}

// ByIDs returns the events with these ids, newest first. It leaves out ids that are not stored.
func (r *Repository) ByIDs(ctx context.Context, ids []string) ([]model.Event, error) {
	rows, err := database.Select[eventRow](ctx, r.db,
		"SELECT "+eventColumns+" FROM agent_events WHERE any_of(event_id, ?) ORDER BY instant_key(timestamp) DESC, event_id DESC", ids)
	if err != nil {
		return nil, fmt.Errorf("list events by id: %w", err)
	}
	return query.FromRows(rows, fromRow), nil
}

// Children returns the events whose parent is among parents, oldest first. It is one statement for any number of parents, served by
// idx_agent_events_parent_event.
func (r *Repository) Children(ctx context.Context, parents []string) ([]model.Event, error) {
	rows, err := database.Select[eventRow](ctx, r.db,
		"SELECT "+eventColumns+" FROM agent_events WHERE any_of(parent_event_id, ?) ORDER BY instant_key(timestamp), event_id", parents)
	if err != nil {
		return nil, fmt.Errorf("list child events: %w", err)
	}
	return query.FromRows(rows, fromRow), nil
}

// Following returns the first events of a session after a cursor, oldest first.
func (r *Repository) Following(ctx context.Context, sessionID string, after model.Cursor, limit int) ([]model.Event, error) {
	rows, err := database.Select[eventRow](ctx, r.db, followingSQL, database.Args{
		"columns": database.SQL(eventColumns), "session_id": sessionID, "day": model.Instant(after.Key).Day(), "key": after.Key,
		"event_id": after.ID, "limit": limit,
	})
	if err != nil {
		return nil, fmt.Errorf("list following events: %w", err)
	}
	return query.FromRows(rows, fromRow), nil
}

// Descendants returns the event and all events below it, down to depth, each with its depth and in no particular order. An event in
// a cycle is returned at several depths.
func (r *Repository) Descendants(ctx context.Context, eventID string, depth int) ([]model.ChainLink, error) {
	rows, err := database.Select[chainRow](ctx, r.db, descendantsSQL, database.Args{
		"columns": database.SQL(eventColumns), "event_id": eventID, "depth": depth,
	})
	if err != nil {
		return nil, fmt.Errorf("list descendants: %w", err)
	}
	return query.FromRows(rows, fromChainRow), nil
}

// isRoot is true for events without a stored parent. An event that is its own parent has none.
const isRoot = `(coalesce(parent_event_id, '') IN ('', event_id) OR
	NOT EXISTS (SELECT 1 FROM agent_events AS parent WHERE parent.event_id = agent_events.parent_event_id))`

// whereEvents turns a filter into a condition, without its time range, which the timeline handles.
func whereEvents(filter model.EventFilter) query.Where {
	var w query.Where
	w.And("event_id IS NOT NULL") // the schema permits rows without one, which no request could name
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
		w.And("any_of(unindexed(event_type), ?)", filter.EventTypes)
	}
	w.Words(filter.Query, "input_summary", "output_summary")
	return w
}
