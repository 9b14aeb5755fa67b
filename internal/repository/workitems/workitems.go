// Package workitems reads the table features, and looks up tracks.
package workitems

import (
	"context"
	"fmt"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// Repository reads the table features.
type Repository struct{ db *database.DB }

// New returns the repository of work items in db.
func New(db *database.DB) *Repository { return &Repository{db: db} }

// timeline is served by idx_features_created.
var timeline = query.Timeline{Table: "features", Time: "created_at", ID: "id", Bytes: exportedBytes}

// assignee is the agent to which an item is assigned: two columns may contain it.
const assignee = "coalesce(nullif(assigned_to, ''), assignee)"

// keyColumns are what the other columns of itemRow share.
const keyColumns = `coalesce(id, '') AS id, as_text(created_at) AS created_at, as_text(updated_at) AS updated_at, as_text(completed_at) AS completed_at,
	as_integer(coalesce(steps_total, 0)) AS steps_total, as_integer(coalesce(steps_completed, 0)) AS steps_completed`

// itemColumns are the columns of itemRow as lists contain them: without metadata, and whole are only ids and times.
const itemColumns = keyColumns + `, coalesce(listed_name(type), '') AS type, coalesce(listed_text(title), '') AS title,
	listed_text(description) AS description, coalesce(listed_name(status), '') AS status, listed_name(priority) AS priority,
	listed_name(` + assignee + `) AS assigned_to, track_id, parent_feature_id,
	as_text(listed_text(tags)) AS tags`

// exportedColumns are the columns of itemRow that an export has, as they are stored.
const exportedColumns = keyColumns + `, coalesce(type, '') AS type, coalesce(title, '') AS title, description, coalesce(status, '') AS status,
	priority, ` + assignee + ` AS assigned_to, track_id, parent_feature_id, as_text(tags) AS tags`

// exportedBytes is the length of the long texts among exportedColumns.
const exportedBytes = "bytes_of(title) + bytes_of(description) + bytes_of(tags)"

// wholeColumns are all columns of itemRow.
const wholeColumns = exportedColumns + ", as_text(metadata) AS metadata"

type itemRow struct {
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

func fromRow(r *itemRow) model.WorkItem {
	return model.WorkItem{
		ID: r.ID, Type: r.Type, Title: r.Title, Description: r.Description, Status: r.Status, Priority: r.Priority,
		AssignedTo: r.AssignedTo, TrackID: r.TrackID, CreatedAt: model.Instant(r.CreatedAt), UpdatedAt: query.Instant(r.UpdatedAt),
		CompletedAt: query.Instant(r.CompletedAt), StepsTotal: r.StepsTotal, StepsCompleted: r.StepsCompleted,
		ParentFeatureID: r.ParentFeatureID, Tags: model.Texts(r.Tags), Metadata: r.Metadata,
	}
}

// List returns a page of the work items that fit filter, newest first; idx_features_parent serves the children of one.
func (r *Repository) List(ctx context.Context, filter model.WorkItemFilter, page model.Page) ([]model.WorkItem, error) {
	rows, err := query.Page[itemRow](ctx, r.db, timeline, itemColumns, whereItems(filter), query.Span{}, page)
	if err != nil {
		return nil, fmt.Errorf("list work items: %w", err)
	}
	return query.FromRows(rows, fromRow), nil
}

// Export returns a page of the work items that fit filter, newest first, with whole texts.
func (r *Repository) Export(ctx context.Context, filter model.WorkItemFilter, page model.Page) ([]model.WorkItem, error) {
	rows, err := query.Page[itemRow](ctx, r.db, timeline, exportedColumns, whereItems(filter), query.Span{}, page)
	if err != nil {
		return nil, fmt.Errorf("export work items: %w", err)
	}
	return query.FromRows(rows, fromRow), nil
}

// Count returns how many work items fit filter, of those that a page can reach.
func (r *Repository) Count(ctx context.Context, filter model.WorkItemFilter) (int64, error) {
	count, err := query.Count(ctx, r.db, "features", whereReachable(filter))
	if err != nil {
		return 0, fmt.Errorf("count work items: %w", err)
	}
	return count, nil
}

// Get returns the work item, and false if there is none of that id.
func (r *Repository) Get(ctx context.Context, id string) (model.WorkItem, bool, error) {
	row, found, err := database.Get[itemRow](ctx, r.db, "SELECT "+wholeColumns+" FROM features WHERE id = ?", id)
	if err != nil || !found {
		return model.WorkItem{}, false, err
	}
	return fromRow(&row), true, nil
}

// ChildIDs returns the ids of the work items whose parent is id, sorted; idx_features_parent serves it.
func (r *Repository) ChildIDs(ctx context.Context, id string) ([]string, error) {
	ids, err := database.Select[string](ctx, r.db, "SELECT id FROM features WHERE parent_feature_id = ? ORDER BY id", id)
	if err != nil {
		return nil, fmt.Errorf("list child work items: %w", err)
	}
	if ids == nil {
		ids = []string{}
	}
	return ids, nil
}

func whereItems(filter model.WorkItemFilter) query.Where {
	var w query.Where
	w.And("unindexed(id) IS NOT NULL") // the schema permits rows without an id, which no page can hold
	if filter.Status != "" {
		w.And(boardStatus+" = ?", strings.ReplaceAll(filter.Status, "-", "_"))
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
