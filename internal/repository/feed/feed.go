// Package feed reads the sources of the complete activity feed that are not events.
package feed

import (
	"context"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/handoffs"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// Repository reads spikes and handoffs.
type Repository struct{ db *database.DB }

// New returns the repository of spikes and handoffs in db.
func New(db *database.DB) *Repository { return &Repository{db: db} }

// timeline is served by idx_features_created.
var timeline = query.Timeline{Table: "features", Time: "created_at", ID: "id"}

// spikeColumns are the columns of spikeRow as lists contain them.
const spikeColumns = `id, coalesce(listed_text(title), '') AS title, listed_name(assigned_to) AS assigned_to, listed_name(status) AS status,
	as_text(created_at) AS created_at, as_text(listed_object(metadata, 'hypothesis findings')) AS metadata`

type spikeRow struct {
	ID         string  `bun:"id"`
	Title      string  `bun:"title"`
	AssignedTo *string `bun:"assigned_to"`
	Status     *string `bun:"status"`
	CreatedAt  string  `bun:"created_at"`
	Metadata   *string `bun:"metadata"`
}

func fromRow(r *spikeRow) model.Spike {
	return model.Spike{
		ID: r.ID, Title: r.Title, AssignedTo: r.AssignedTo, Status: r.Status, CreatedAt: model.Instant(r.CreatedAt), Metadata: r.Metadata,
	}
}

// Spikes returns a page of the work items of the type model.WorkItemSpike, newest first.
func (r *Repository) Spikes(ctx context.Context, page model.Page) ([]model.Spike, error) {
	rows, err := query.Page[spikeRow](ctx, r.db, timeline, spikeColumns, whereSpike(), query.Span{}, page)
	if err != nil {
		return nil, fmt.Errorf("list spikes: %w", err)
	}
	return query.FromRows(rows, fromRow), nil
}

// Delegations returns a page of the handoffs of the type model.HandoffDelegation, newest first. A sessionID that is not empty selects one session.
func (r *Repository) Delegations(ctx context.Context, sessionID string, page model.Page) ([]model.Handoff, error) {
	return handoffs.List(ctx, r.db, whereDelegation(sessionID), page)
}

// CountSpikes returns the number of spikes; idx_features_type serves it.
func (r *Repository) CountSpikes(ctx context.Context) (int64, error) {
	return r.count(ctx, "features", whereSpike())
}

// CountDelegations returns the number of delegations, of one session if sessionID is not empty; idx_collaboration_handoff_type or
// idx_collaboration_session serves it.
func (r *Repository) CountDelegations(ctx context.Context, sessionID string) (int64, error) {
	filter := whereDelegation(sessionID)
	filter.And(handoffs.HasID)
	return r.count(ctx, "agent_collaboration", filter)
}

func (r *Repository) count(ctx context.Context, table string, filter query.Where) (int64, error) {
	count, err := query.Count(ctx, r.db, table, filter)
	if err != nil {
		return 0, fmt.Errorf("count %s: %w", table, err)
	}
	return count, nil
}

func whereSpike() query.Where {
	var w query.Where
	w.Owned("type", model.WorkItemSpike)
	w.And("unindexed(id) IS NOT NULL")
	return w
}

func whereDelegation(sessionID string) query.Where {
	var w query.Where
	w.Owned("handoff_type", model.HandoffDelegation)
	w.Owned("session_id", sessionID)
	return w
}
