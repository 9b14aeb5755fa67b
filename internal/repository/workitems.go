package repository

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// WorkItems reads the table features.
type WorkItems struct{ db *database.DB }

// NewWorkItems returns the repository of work items in db.
func NewWorkItems(db *database.DB) *WorkItems { return &WorkItems{db: db} }

// workItemTimeline is served by idx_features_created.
var workItemTimeline = timeline{table: "features", time: "created_at", id: "id"}

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
		AssignedTo: r.AssignedTo, TrackID: r.TrackID, CreatedAt: model.Instant(r.CreatedAt), UpdatedAt: instantOf(r.UpdatedAt),
		CompletedAt: instantOf(r.CompletedAt), StepsTotal: r.StepsTotal, StepsCompleted: r.StepsCompleted,
		ParentFeatureID: r.ParentFeatureID, Tags: model.Texts(r.Tags), Metadata: r.Metadata,
	}
}

// List returns a page of the work items that fit filter, newest first; idx_features_parent serves the children of one.
func (r *WorkItems) List(ctx context.Context, filter model.WorkItemFilter, page model.Page) ([]model.WorkItem, error) {
	var rows []workItemRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return workItemTimeline.page(ctx, q, &rows, workItemColumns, workItemWhere(filter), span{}, page)
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
func (r *WorkItems) Count(ctx context.Context, filter model.WorkItemFilter) (int64, error) {
	var count int64
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT count(*) FROM features WHERE ?", workItemWhere(filter).sql()).Scan(ctx, &count)
	})
	if err != nil {
		return 0, fmt.Errorf("count work items: %w", err)
	}
	return count, nil
}

// Get returns the work item, and false if there is none of that id.
func (r *WorkItems) Get(ctx context.Context, id string) (model.WorkItem, bool, error) {
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
func (r *WorkItems) ChildIDs(ctx context.Context, id string) ([]string, error) {
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

func workItemWhere(filter model.WorkItemFilter) where {
	var w where
	if filter.Status != "" {
		w.and("replace(status, '-', '_') = ?", strings.ReplaceAll(filter.Status, "-", "_"))
	}
	w.equal("type", filter.Type)
	w.equal("priority", filter.Priority)
	w.equal(assignee, filter.AssignedTo)
	w.equal("track_id", filter.TrackID)
	w.owned("parent_feature_id", filter.ParentID)
	w.within("created_at", span{since: filter.Since, until: filter.Until})
	w.words(filter.Query, "title", "description")
	return w
}
