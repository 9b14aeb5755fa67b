// Package feed reads the sources of the complete activity feed that are not events.
package feed

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/handoffs"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// Repository reads the sources of the complete activity feed that are no events.
type Repository struct{ db *database.DB }

// New returns the repository of spikes and handoffs in db.
func New(db *database.DB) *Repository { return &Repository{db: db} }

// spikeTimeline is served by idx_features_created.
var spikeTimeline = query.Timeline{Table: "features", Time: "created_at", ID: "id"}

type spikeRow struct {
	ID         string  `bun:"id"`
	Title      string  `bun:"title"`
	AssignedTo *string `bun:"assigned_to"`
	Status     *string `bun:"status"`
	CreatedAt  string  `bun:"created_at"`
	Metadata   *string `bun:"metadata"`
}

// Spikes returns the newest work items of type "spike".
func (r *Repository) Spikes(ctx context.Context, limit int) ([]model.Spike, error) {
	var rows []spikeRow
	columns := "id, coalesce(title, '') AS title, assigned_to, status, " + database.Text("created_at") +
		" AS created_at, CAST(metadata AS TEXT) AS metadata"
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return spikeTimeline.Page(ctx, q, &rows, columns, spikeWhere(), query.Span{}, model.Page{Limit: limit})
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
func (r *Repository) Delegations(ctx context.Context, sessionID string, limit int) ([]model.Handoff, error) {
	return handoffs.List(ctx, r.db, delegationWhere(sessionID), limit)
}

// CountSpikes returns how many work items of type "spike" there are; idx_features_type serves it.
func (r *Repository) CountSpikes(ctx context.Context) (int64, error) {
	return r.count(ctx, "features", spikeWhere())
}

// CountDelegations returns how many handoffs of type "delegation" there are, of one session if
// sessionID is not empty; idx_collaboration_handoff_type or idx_collaboration_session serves it.
func (r *Repository) CountDelegations(ctx context.Context, sessionID string) (int64, error) {
	return r.count(ctx, "agent_collaboration", delegationWhere(sessionID))
}

func (r *Repository) count(ctx context.Context, table string, filter query.Where) (int64, error) {
	var count int64
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT count(*) FROM ? WHERE ?", bun.Ident(table), filter.SQL()).Scan(ctx, &count)
	})
	if err != nil {
		return 0, fmt.Errorf("count %s: %w", table, err)
	}
	return count, nil
}

func spikeWhere() query.Where {
	var filter query.Where
	filter.Owned("type", "spike")
	return filter
}

func delegationWhere(sessionID string) query.Where {
	var filter query.Where
	filter.Owned("handoff_type", "delegation")
	filter.Owned("session_id", sessionID)
	return filter
}
