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

// timeline is served by idx_agent_events_timestamp and by the indexes in filter.go.
var timeline = query.Timeline{Table: "agent_events", Time: "timestamp", ID: "event_id", Bytes: exportedBytes}

// List returns a page of the events that match filter, newest first. Its cost depends on the rows down to the end of the page: those that
// match, where the filter has one value; those with the rarest of its values, where it has several.
func (r *Repository) List(ctx context.Context, filter model.EventFilter, page model.Page) ([]model.Event, error) {
	return r.page(ctx, eventColumns, filter, page)
}

// Export returns a page of the events that match filter, newest first, with whole texts and without their contexts.
func (r *Repository) Export(ctx context.Context, filter model.EventFilter, page model.Page) ([]model.Event, error) {
	return r.page(ctx, exportedColumns, filter, page)
}

func (r *Repository) page(ctx context.Context, columns string, filter model.EventFilter, page model.Page) ([]model.Event, error) {
	bounds := query.Span{Since: filter.Since, Until: filter.Until}
	to, err := r.leadTo(ctx, filter)
	if err != nil || to.nowhere {
		return []model.Event{}, err
	}
	condition := to.where(filter)
	condition.And(hasID)
	rows, err := query.Page[eventRow](ctx, r.db, timeline, columns, condition, bounds, page)
	if err != nil {
		return nil, fmt.Errorf("list events: %w", err)
	}
	return query.FromRows(rows, fromRow), nil
}

// Count returns the number of events that match filter. It reads all that match, or all with the rarest of several values; of one value,
// and with bounds of time, and of several parts of a kind, it reads only an index.
func (r *Repository) Count(ctx context.Context, filter model.EventFilter) (int64, error) {
	if count, known, err := r.countByKinds(ctx, filter); err != nil || known {
		return count, err
	}
	to, err := r.leadTo(ctx, filter)
	if err != nil || to.nowhere {
		return 0, err
	}
	all, unnamed := to.where(filter), whereFields(filter)
	for _, condition := range []*query.Where{&all, &unnamed} {
		condition.Within("timestamp", query.Span{Since: filter.Since, Until: filter.Until})
	}
	// The few rows without an id are subtracted: to look at the id of each row would be to read the whole row.
	count, err := database.Value[int64](ctx, r.db, `SELECT (SELECT count(*) FROM agent_events WHERE ?)
		- (SELECT count(*) FROM agent_events WHERE event_id IS NULL AND ?)`, all.SQL(), unnamed.SQL())
	if err != nil {
		return 0, fmt.Errorf("count events: %w", err)
	}
	return count, nil
}

// CountHour returns the number of events of an hour that match filter. It reads the day of the hour in idx_agent_events_timestamp.
func (r *Repository) CountHour(ctx context.Context, filter model.EventFilter, hour model.Hour) (int64, error) {
	condition := whereEvents(filter)
	condition.And("timestamp >= ? AND timestamp < ?", hour.Day(), hour.Day()+query.EndOfTime)
	condition.And("substr(timestamp, 12, 2) = ? AND substr(instant_key(timestamp), 1, 13) = ?", hour.Clock(), string(hour)) // the cheap test first
	condition.Within("timestamp", query.Span{Since: filter.Since, Until: filter.Until})
	count, err := query.Count(ctx, r.db, "agent_events", condition)
	if err != nil {
		return 0, fmt.Errorf("count the events of an hour: %w", err)
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

// Rank returns the number of events of a session up to a cursor. It visits the events of the session in idx_agent_events_session_ts_desc.
func (r *Repository) Rank(ctx context.Context, sessionID string, at model.Cursor) (int64, error) {
	rank, err := database.Value[int64](ctx, r.db, `SELECT count(*) FROM agent_events WHERE session_id = ? AND event_id IS NOT NULL
		AND (instant_key(timestamp) < ? OR (instant_key(timestamp) = ? AND event_id <= ?))`, sessionID, at.Key, at.Key, at.ID)
	if err != nil {
		return 0, fmt.Errorf("rank an event of a session: %w", err)
	}
	return rank, nil
}

// CursorAt returns the cursor of an event of a session by its rank, nil where there is none. It sorts the events of the session.
func (r *Repository) CursorAt(ctx context.Context, sessionID string, rank int64) (*model.Cursor, error) {
	type row struct {
		Key     string `bun:"key"`
		EventID string `bun:"event_id"`
	}
	found, ok, err := database.Get[row](ctx, r.db, `SELECT instant_key(timestamp) AS key, event_id FROM agent_events
		WHERE session_id = ? AND event_id IS NOT NULL ORDER BY instant_key(timestamp), event_id LIMIT 1 OFFSET ?`, sessionID, database.Number(int(rank-1)))
	if err != nil || !ok {
		return nil, err
	}
	return &model.Cursor{Key: found.Key, ID: found.EventID}, nil
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
