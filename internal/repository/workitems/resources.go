package workitems

import (
	"context"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
)

// Resources looks up what broadcasts are about.
type Resources struct{ db *database.DB }

// NewResources returns the repository in db.
func NewResources(db *database.DB) *Resources { return &Resources{db: db} }

// WorkItem returns the type and the status of a work item, and false if there is none of that id.
func (r *Resources) WorkItem(ctx context.Context, id string) (kind, status string, found bool, err error) {
	type item struct {
		Type   string `bun:"type"`
		Status string `bun:"status"`
	}
	row, found, err := database.Get[item](ctx, r.db, "SELECT coalesce(type, '') AS type, coalesce(status, '') AS status FROM features WHERE id = ?", id)
	if err != nil {
		return "", "", false, fmt.Errorf("find a work item: %w", err)
	}
	return row.Type, row.Status, found, nil
}

// HasTrack reports whether there is a track of that id.
func (r *Resources) HasTrack(ctx context.Context, id string) (bool, error) {
	_, found, err := database.Get[string](ctx, r.db, "SELECT id FROM tracks WHERE id = ?", id)
	if err != nil {
		return false, fmt.Errorf("find a track: %w", err)
	}
	return found, nil
}
