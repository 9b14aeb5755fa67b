// Package liveevents reads the table live_events, in which spawners leave what is to be sent at once.
package liveevents

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Repository reads live_events, into which spawners write what is to be told at once.
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

// Between returns the rows after one id and up to another, in order.
func (r *Repository) Between(ctx context.Context, after, upTo int64, limit int) ([]model.SpawnerEvent, error) {
	var rows []spawnerEventRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw(`SELECT id, coalesce(event_type, '') AS event_type, CAST(event_data AS TEXT) AS event_data, parent_event_id, session_id,
			spawner_type, coalesce(`+database.Text("created_at")+`, '') AS created_at
			FROM live_events WHERE id > ? AND id <= ? ORDER BY id LIMIT ?`, after, upTo, limit).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("follow spawners: %w", err)
	}
	events := make([]model.SpawnerEvent, len(rows))
	for i, row := range rows {
		events[i] = model.SpawnerEvent{ID: row.ID, EventType: row.EventType, Data: row.EventData, ParentEventID: row.ParentEventID,
			SessionID: row.SessionID, SpawnerType: row.SpawnerType, CreatedAt: model.Instant(row.CreatedAt)}
	}
	return events, nil
}

// LastID returns the id of the last row, 0 for none.
func (r *Repository) LastID(ctx context.Context) (int64, error) {
	var id int64
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT coalesce(max(id), 0) FROM live_events").Scan(ctx, &id)
	})
	if err != nil {
		return 0, fmt.Errorf("find the last live event: %w", err)
	}
	return id, nil
}

// Mark notes that the rows up to an id were told at an instant, unless somebody noted it before.
func (r *Repository) Mark(ctx context.Context, upTo int64, at model.Instant) error {
	return r.exec(ctx, "UPDATE live_events SET broadcast_at = ? WHERE id <= ? AND broadcast_at IS NULL", string(at), upTo)
}

// Clear removes the rows that were told before an instant.
func (r *Repository) Clear(ctx context.Context, before model.Instant) error {
	return r.exec(ctx, "DELETE FROM live_events WHERE broadcast_at IS NOT NULL AND "+database.InstantKey("broadcast_at")+" < ?", before.Key())
}

func (r *Repository) exec(ctx context.Context, statement string, args ...any) error {
	err := r.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(statement, args...).Exec(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("note what was told: %w", err)
	}
	return nil
}
