// Package workitems reads the table features, and looks up tracks.
package workitems

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// Repository reads the table features.
type Repository struct{ db *database.DB }

// New returns the repository of work items in db.
func New(db *database.DB) *Repository { return &Repository{db: db} }

// workItemTimeline is served by idx_features_created.
var workItemTimeline = query.Timeline{Table: "features", Time: "created_at", ID: "id"}

// assignee is who an item is assigned to, in whichever of two columns that stands.
const assignee = "coalesce(nullif(assigned_to, ''), assignee)"

var workItemColumns = `coalesce(id, '') AS id, coalesce(type, '') AS type, coalesce(title, '') AS title, description, coalesce(status, '') AS status,
	priority, ` + assignee + ` AS assigned_to, track_id, ` +
	database.Text("created_at") + ` AS created_at, ` + database.Text("updated_at") + ` AS updated_at, ` +
	database.Text("completed_at") + ` AS completed_at,
	CAST(coalesce(steps_total, 0) AS BIGINT) AS steps_total, CAST(coalesce(steps_completed, 0) AS BIGINT) AS steps_completed,
	parent_feature_id, CAST(tags AS TEXT) AS tags, CAST(metadata AS TEXT) AS metadata`

type workItemRow struct {
	ID              string  `bun:"id"`
	Type            string  `bun:"type"`
	Title           string  `bun:"title"`
	Description     *string `bun:"description"`
	Status          string  `bun:"status"`
	Priority        *string `bun:"priority"`
	AssignedTo      *string `bun:"assigned_to"`
	TrackID         *string `bun:"track_id"`
	CreatedAt       string  `bun:"created_at"`
	UpdatedAt       *string `bun:"updated_at"`
	CompletedAt     *string `bun:"completed_at"`
	StepsTotal      int64   `bun:"steps_total"`
	StepsCompleted  int64   `bun:"steps_completed"`
	ParentFeatureID *string `bun:"parent_feature_id"`
	Tags            *string `bun:"tags"`
	Metadata        *string `bun:"metadata"`
}

func (r *workItemRow) model() model.WorkItem {
	return model.WorkItem{
		ID: r.ID, Type: r.Type, Title: r.Title, Description: r.Description, Status: r.Status, Priority: r.Priority,
		AssignedTo: r.AssignedTo, TrackID: r.TrackID, CreatedAt: model.Instant(r.CreatedAt), UpdatedAt: query.Instant(r.UpdatedAt),
		CompletedAt: query.Instant(r.CompletedAt), StepsTotal: r.StepsTotal, StepsCompleted: r.StepsCompleted,
		ParentFeatureID: r.ParentFeatureID, Tags: model.Texts(r.Tags), Metadata: r.Metadata,
	}
}

// List returns a page of the work items that fit filter, newest first; idx_features_parent serves the children of one.
func (r *Repository) List(ctx context.Context, filter model.WorkItemFilter, page model.Page) ([]model.WorkItem, error) {
	var rows []workItemRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return workItemTimeline.Page(ctx, q, &rows, workItemColumns, workItemWhere(filter), query.Span{}, page)
	})
	if err != nil {
		return nil, fmt.Errorf("list work items: %w", err)
	}
	items := make([]model.WorkItem, len(rows))
	for i := range rows {
		items[i] = rows[i].model()
	}
	return items, nil
}

// Count returns how many work items fit filter.
func (r *Repository) Count(ctx context.Context, filter model.WorkItemFilter) (int64, error) {
	var count int64
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT count(*) FROM features WHERE ?", workItemWhere(filter).SQL()).Scan(ctx, &count)
	})
	if err != nil {
		return 0, fmt.Errorf("count work items: %w", err)
	}
	return count, nil
}

// Get returns the work item, and false if there is none of that id.
func (r *Repository) Get(ctx context.Context, id string) (model.WorkItem, bool, error) {
	var row workItemRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT "+workItemColumns+" FROM features WHERE id = ?", id).Scan(ctx, &row)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return model.WorkItem{}, false, nil
	}
	if err != nil {
		return model.WorkItem{}, false, fmt.Errorf("get work item: %w", err)
	}
	return row.model(), true, nil
}

// ChildIDs returns the ids of the work items whose parent is id, sorted; idx_features_parent serves it.
func (r *Repository) ChildIDs(ctx context.Context, id string) ([]string, error) {
	ids := []string{}
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		ids = ids[:0]
		return q.NewRaw("SELECT id FROM features WHERE parent_feature_id = ? ORDER BY id", id).Scan(ctx, &ids)
	})
	if err != nil {
		return nil, fmt.Errorf("list child work items: %w", err)
	}
	return ids, nil
}

func workItemWhere(filter model.WorkItemFilter) query.Where {
	var w query.Where
	if filter.Status != "" {
		w.And("replace(status, '-', '_') = ?", strings.ReplaceAll(filter.Status, "-", "_"))
	}
	w.Equal("type", filter.Type)
	w.Equal("priority", filter.Priority)
	w.Equal(assignee, filter.AssignedTo)
	w.Equal("track_id", filter.TrackID)
	w.Owned("parent_feature_id", filter.ParentID)
	w.Within("created_at", query.Span{Since: filter.Since, Until: filter.Until})
	w.Words(filter.Query, "title", "description")
	return w
}
