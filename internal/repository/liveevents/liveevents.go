// Package liveevents reads the table live_events, in which spawners store messages for live clients.
package liveevents

import (
	"context"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// Repository reads live_events, and records which of its rows were sent.
type Repository struct{ db *database.DB }

// New returns the repository in db.
func New(db *database.DB) *Repository { return &Repository{db: db} }

type spawnerEventRow struct {
	ID            int64   `bun:"id"`
	EventType     string  `bun:"event_type"`
	EventData     *string `bun:"event_data"`
	ParentEventID *string `bun:"parent_event_id"`
	SessionID     *string `bun:"session_id"`
	SpawnerType   *string `bun:"spawner_type"`
	CreatedAt     string  `bun:"created_at"`
}

func fromRow(r *spawnerEventRow) model.SpawnerEvent {
	return model.SpawnerEvent{
		ID: r.ID, EventType: r.EventType, Data: r.EventData, ParentEventID: r.ParentEventID,
		SessionID: r.SessionID, SpawnerType: r.SpawnerType, CreatedAt: model.Instant(r.CreatedAt),
	}
}

// maxData is the length in bytes of the longest data of a message that clients get.
const maxData = 256 << 10

// Between returns the rows after one id and up to another, in order, without data that is too long. The primary key serves it.
func (r *Repository) Between(ctx context.Context, after, upTo int64, limit int) ([]model.SpawnerEvent, error) {
	rows, err := database.Select[spawnerEventRow](ctx, r.db, `
		SELECT id, coalesce(listed_name(event_type), '') AS event_type,
			as_text(CASE WHEN bytes_of(event_data) <= ? THEN event_data END) AS event_data, parent_event_id,
			session_id, listed_name(spawner_type) AS spawner_type,
			coalesce(as_text(created_at), '') AS created_at
		FROM live_events WHERE id > ? AND id <= ? ORDER BY id LIMIT ?`, maxData, after, upTo, limit)
	if err != nil {
		return nil, fmt.Errorf("follow spawners: %w", err)
	}
	return query.FromRows(rows, fromRow), nil
}

// LastID returns the id of the last row, 0 for none.
func (r *Repository) LastID(ctx context.Context) (int64, error) {
	id, err := database.Value[int64](ctx, r.db, "SELECT coalesce(max(id), 0) FROM live_events")
	if err != nil {
		return 0, fmt.Errorf("find the last live event: %w", err)
	}
	return id, nil
}

// Mark records that the rows up to an id were sent at an instant, except rows that are marked already. idx_live_events_pending
// serves it.
func (r *Repository) Mark(ctx context.Context, upTo int64, at model.Instant) error {
	_, err := database.Exec(ctx, r.db, "UPDATE live_events SET broadcast_at = ? WHERE id <= ? AND broadcast_at IS NULL", at, upTo)
	if err != nil {
		return fmt.Errorf("mark live events as sent: %w", err)
	}
	return nil
}

// Clear removes the rows that were sent before an instant.
func (r *Repository) Clear(ctx context.Context, before model.Instant) error {
	_, err := database.Exec(ctx, r.db, "DELETE FROM live_events WHERE broadcast_at IS NOT NULL AND instant_key(broadcast_at) < ?", before.Key())
	if err != nil {
		return fmt.Errorf("remove sent live events: %w", err)
	}
	return nil
}
