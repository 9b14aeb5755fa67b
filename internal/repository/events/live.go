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

// Live reads events in the order in which they were stored, for streams. Like Summary it relies on
// SQLite's rowid.
type Live struct{ db *database.DB }

// NewLive returns the repository in db.
func NewLive(db *database.DB) *Live { return &Live{db: db} }

type StoredRow struct {
	eventDetailRow `bun:",extend"`
	RowID          int64  `bun:"row_id"`
	Content        string `bun:"content"`
}

var liveColumns = "rowid AS row_id, " + rowContent + " AS content, " + eventDetailColumns

func FromStoredRows(rows []StoredRow) []model.LiveEvent {
	events := make([]model.LiveEvent, len(rows))
	for i := range rows {
		events[i] = model.LiveEvent{EventDetail: rows[i].model(), RowID: rows[i].RowID, Content: rows[i].Content}
	}
	return events
}

// Between returns up to limit of the events that fit filter and were stored after one row and up to another,
// in that order.
func (r *Live) Between(ctx context.Context, filter model.EventFilter, after, upTo int64, limit int) ([]model.LiveEvent, error) {
	condition := eventWhere(filter)
	condition.And("rowid > ? AND rowid <= ?", after, upTo)
	return r.list(ctx, condition, "ORDER BY rowid LIMIT ?", limit)
}

// Last returns up to limit of the newest events by row that fit filter and were stored up to a row, in the order in
// which they were stored.
func (r *Live) Last(ctx context.Context, filter model.EventFilter, upTo int64, limit int) ([]model.LiveEvent, error) {
	condition := eventWhere(filter)
	condition.And("rowid <= ?", upTo)
	events, err := r.list(ctx, condition, "ORDER BY rowid DESC LIMIT ?", limit)
	for i, j := 0, len(events)-1; i < j; i, j = i+1, j-1 {
		events[i], events[j] = events[j], events[i]
	}
	return events, err
}

// ByRows returns the events in these rows, in the order in which they were stored.
func (r *Live) ByRows(ctx context.Context, rowIDs []int64) ([]model.LiveEvent, error) {
	var condition query.Where
	condition.And("?", database.Among("rowid", rowIDs))
	return r.list(ctx, condition, "ORDER BY rowid")
}

func (r *Live) list(ctx context.Context, condition query.Where, tail string, args ...any) ([]model.LiveEvent, error) {
	var rows []StoredRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw("SELECT "+liveColumns+" FROM agent_events WHERE ? "+tail, append([]any{condition.SQL()}, args...)...).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("follow events: %w", err)
	}
	return FromStoredRows(rows), nil
}

// Since returns the newest of the events that fit filter, from its Since on and stored up to a row, oldest first by
// instant, at most limit. idx_agent_events_timestamp serves it.
func (r *Live) Since(ctx context.Context, filter model.EventFilter, upTo int64, limit int) ([]model.LiveEvent, error) {
	condition := eventWhere(filter)
	condition.And("rowid <= ?", upTo)
	var rows []StoredRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return eventTimeline.Page(ctx, q, &rows, liveColumns, condition, query.Span{Since: filter.Since}, model.Page{Limit: limit})
	})
	if err != nil {
		return nil, fmt.Errorf("list events since: %w", err)
	}
	events := FromStoredRows(rows)
	for i, j := 0, len(events)-1; i < j; i, j = i+1, j-1 {
		events[i], events[j] = events[j], events[i]
	}
	return events, nil
}

// LastRow returns the last row and the event in it, 0 for none.
func (r *Live) LastRow(ctx context.Context) (rowID int64, eventID string, err error) {
	return r.row(ctx, "SELECT rowid, event_id FROM agent_events WHERE event_id IS NOT NULL ORDER BY rowid DESC LIMIT 1")
}

// EventAt returns the id of the event in a row, "" for none.
func (r *Live) EventAt(ctx context.Context, rowID int64) (string, error) {
	_, eventID, err := r.row(ctx, "SELECT rowid, event_id FROM agent_events WHERE rowid = ? AND event_id IS NOT NULL", rowID)
	return eventID, err
}

func (r *Live) row(ctx context.Context, query string, args ...any) (rowID int64, eventID string, err error) {
	err = r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw(query, args...).Scan(ctx, &rowID, &eventID)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return 0, "", nil
	}
	if err != nil {
		return 0, "", fmt.Errorf("find a row: %w", err)
	}
	return rowID, eventID, nil
}

// rowContent is a text that differs when something changed that changes after an event was stored.
const rowContent = `coalesce(status, '') || '|' || coalesce(execution_duration_seconds, '') || '|' || length(coalesce(output_summary, ''))
	|| '|' || coalesce(cost_tokens, '') || '|' || coalesce(model, '') || '|' || coalesce(tool_name, '') || '|' || length(coalesce(input_summary, ''))
	|| '|' || coalesce(feature_id, '') || '|' || coalesce(parent_event_id, '') || '|' || length(coalesce(context, ''))`

// Marks returns the marks of the rows after one, in order.
func (r *Live) Marks(ctx context.Context, after int64) ([]model.RowMark, error) {
	var marks []model.RowMark
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		marks = marks[:0]
		rows, err := q.QueryContext(ctx, "SELECT rowid, event_id, "+rowContent+" FROM agent_events WHERE rowid > ? AND event_id IS NOT NULL ORDER BY rowid", after)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var mark model.RowMark
			if err := rows.Scan(&mark.RowID, &mark.EventID, &mark.Content); err != nil {
				return err
			}
			marks = append(marks, mark)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("look for changed events: %w", err)
	}
	return marks, nil
}
