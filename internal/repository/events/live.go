package events

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// Live reads events in the order in which they were stored, for streams.
type Live struct{ db *database.DB }

// NewLive returns the repository in db.
func NewLive(db *database.DB) *Live { return &Live{db: db} }

type storedRow struct {
	eventRow `bun:",extend"`
	RowID    int64  `bun:"row_id"`
	Content  string `bun:"content"`
}

// rowContent is a text that changes with every column that may change after an event was stored. Of long texts only the length counts.
const rowContent = `coalesce(listed_name(status), '') || '|' || coalesce(as_text(execution_duration_seconds), '') || '|' || bytes_of(output_summary)
	|| '|' || coalesce(as_text(cost_tokens), '') || '|' || coalesce(listed_name(model), '') || '|' || coalesce(listed_name(tool_name), '')
	|| '|' || bytes_of(input_summary) || '|' || coalesce(feature_id, '') || '|' || coalesce(parent_event_id, '')
	|| '|' || bytes_of(context)`

// storedColumns are the columns of storedRow.
const storedColumns = "row_key(agent_events) AS row_id, " + rowContent + " AS content, " + eventColumns

func fromStoredRow(r *storedRow) model.LiveEvent {
	return model.LiveEvent{Event: fromRow(&r.eventRow), RowID: r.RowID, Content: r.Content}
}

// Between returns up to limit events that match filter and were stored after one row and up to another, in that order.
func (r *Live) Between(ctx context.Context, filter model.EventFilter, after, upTo int64, limit int) ([]model.LiveEvent, error) {
	condition := whereEvents(filter, "session_id", "agent_id")
	condition.And("row_key(agent_events) > ? AND row_key(agent_events) <= ?", after, upTo)
	return r.list(ctx, "WHERE ? ORDER BY row_key(agent_events) LIMIT ?", condition.SQL(), limit)
}

// Last returns up to limit of the newest events that match filter and were stored up to a row, in the order in which they were
// stored.
func (r *Live) Last(ctx context.Context, filter model.EventFilter, upTo int64, limit int) ([]model.LiveEvent, error) {
	condition := whereEvents(filter, "session_id", "agent_id")
	condition.And("row_key(agent_events) <= ?", upTo)
	events, err := r.list(ctx, "WHERE ? ORDER BY row_key(agent_events) DESC LIMIT ?", condition.SQL(), limit)
	slices.Reverse(events)
	return events, err
}

// ByRows returns the events in these rows, in the order in which they were stored.
func (r *Live) ByRows(ctx context.Context, rowIDs []int64) ([]model.LiveEvent, error) {
	return r.list(ctx, "WHERE any_of(row_key(agent_events), ?) ORDER BY row_key(agent_events)", rowIDs)
}

func (r *Live) list(ctx context.Context, tail string, args ...any) ([]model.LiveEvent, error) {
	rows, err := database.Select[storedRow](ctx, r.db, "SELECT "+storedColumns+" FROM agent_events "+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("follow events: %w", err)
	}
	return query.FromRows(rows, fromStoredRow), nil
}

// Since returns the newest events that match filter, from its Since on and stored up to a row, oldest first and at most limit.
// idx_agent_events_timestamp serves it.
func (r *Live) Since(ctx context.Context, filter model.EventFilter, upTo int64, limit int) ([]model.LiveEvent, error) {
	condition := whereEvents(filter, "session_id", "agent_id")
	condition.And("row_key(agent_events) <= ?", upTo)
	rows, err := query.Page[storedRow](ctx, r.db, timeline, storedColumns, condition, query.Span{Since: filter.Since}, model.Page{Limit: limit})
	if err != nil {
		return nil, fmt.Errorf("list events since: %w", err)
	}
	slices.Reverse(rows)
	return query.FromRows(rows, fromStoredRow), nil
}

// LastRow returns the last rowid and the id of its event, 0 and "" for none.
func (r *Live) LastRow(ctx context.Context) (rowID int64, eventID string, err error) {
	return r.row(ctx, "WHERE event_id IS NOT NULL ORDER BY row_key(agent_events) DESC LIMIT 1")
}

// EventAt returns the id of the event in a row, "" for none.
func (r *Live) EventAt(ctx context.Context, rowID int64) (string, error) {
	_, eventID, err := r.row(ctx, "WHERE row_key(agent_events) = ? AND event_id IS NOT NULL", rowID)
	return eventID, err
}

func (r *Live) row(ctx context.Context, tail string, args ...any) (rowID int64, eventID string, err error) {
	type eventInRow struct {
		RowID   int64  `bun:"row_id"`
		EventID string `bun:"event_id"`
	}
	row, _, err := database.Get[eventInRow](ctx, r.db, "SELECT row_key(agent_events) AS row_id, event_id FROM agent_events "+tail, args...)
	if err != nil {
		return 0, "", fmt.Errorf("find a row: %w", err)
	}
	return row.RowID, row.EventID, nil
}

// Versions returns the versions of the rows after one, in order.
func (r *Live) Versions(ctx context.Context, after int64) ([]model.RowVersion, error) {
	versions, err := database.SelectFunc(ctx, r.db, func(rows *sql.Rows, version *model.RowVersion) error {
		return rows.Scan(&version.RowID, &version.EventID, &version.Content)
	}, "SELECT row_key(agent_events), event_id, "+rowContent+` FROM agent_events
		WHERE row_key(agent_events) > ? AND event_id IS NOT NULL ORDER BY row_key(agent_events)`, after)
	if err != nil {
		return nil, fmt.Errorf("read the versions of events: %w", err)
	}
	return versions, nil
}
