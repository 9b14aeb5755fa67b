package repository

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Feed reads the sources of the complete activity feed that are no events.
type Feed struct{ db *database.DB }

// NewFeed returns the repository of spikes and handoffs in db.
func NewFeed(db *database.DB) *Feed { return &Feed{db: db} }

// spikeTimeline is served by idx_features_created.
var spikeTimeline = timeline{table: "features", time: "created_at", id: "id"}

type spikeRow struct {
	ID         string  `bun:"id"`
	Title      string  `bun:"title"`
	AssignedTo *string `bun:"assigned_to"`
	Status     *string `bun:"status"`
	CreatedAt  string  `bun:"created_at"`
	Metadata   *string `bun:"metadata"`
}

// Spikes returns the newest work items of type "spike".
func (r *Feed) Spikes(ctx context.Context, limit int) ([]model.Spike, error) {
	var rows []spikeRow
	columns := "id, coalesce(title, '') AS title, assigned_to, status, " + database.Text("created_at") +
		" AS created_at, CAST(metadata AS TEXT) AS metadata"
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return spikeTimeline.page(ctx, q, &rows, columns, spikeWhere(), span{}, model.Page{Limit: limit})
	})
	if err != nil {
		return nil, fmt.Errorf("list spikes: %w", err)
	}
	spikes := make([]model.Spike, len(rows))
	for i, row := range rows {
		spikes[i] = model.Spike{ID: row.ID, Title: row.Title, AssignedTo: row.AssignedTo, Status: row.Status,
			CreatedAt: model.Instant(row.CreatedAt), Metadata: row.Metadata}
	}
	return spikes, nil
}

// Delegations returns the newest handoffs of type "delegation", of one session if sessionID is not empty.
func (r *Feed) Delegations(ctx context.Context, sessionID string, limit int) ([]model.Handoff, error) {
	return listHandoffs(ctx, r.db, delegationWhere(sessionID), limit)
}

// CountSpikes returns how many work items of type "spike" there are; idx_features_type serves it.
func (r *Feed) CountSpikes(ctx context.Context) (int64, error) {
	return r.count(ctx, "features", spikeWhere())
}

// CountDelegations returns how many handoffs of type "delegation" there are, of one session if
// sessionID is not empty; idx_collaboration_handoff_type or idx_collaboration_session serves it.
func (r *Feed) CountDelegations(ctx context.Context, sessionID string) (int64, error) {
	return r.count(ctx, "agent_collaboration", delegationWhere(sessionID))
}

func (r *Feed) count(ctx context.Context, table string, filter where) (int64, error) {
	var count int64
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT count(*) FROM ? WHERE ?", bun.Ident(table), filter.sql()).Scan(ctx, &count)
	})
	if err != nil {
		return 0, fmt.Errorf("count %s: %w", table, err)
	}
	return count, nil
}

func spikeWhere() where {
	var filter where
	filter.owned("type", "spike")
	return filter
}

func delegationWhere(sessionID string) where {
	var filter where
	filter.owned("handoff_type", "delegation")
	filter.owned("session_id", sessionID)
	return filter
}
