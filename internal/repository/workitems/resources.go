package workitems

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
)

// Resources tells whether there are the things that broadcasts are about.
type Resources struct{ db *database.DB }

// NewResources returns the repository in db.
func NewResources(db *database.DB) *Resources { return &Resources{db: db} }

// WorkItem returns the type and the status of a work item, and false if there is none of that id.
func (r *Resources) WorkItem(ctx context.Context, id string) (kind, status string, found bool, err error) {
	err = r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT coalesce(type, ''), coalesce(status, '') FROM features WHERE id = ?", id).Scan(ctx, &kind, &status)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return "", "", false, nil
	}
	if err != nil {
		return "", "", false, fmt.Errorf("find a work item: %w", err)
	}
	return kind, status, true, nil
}

// HasTrack reports whether there is a track of that id.
func (r *Resources) HasTrack(ctx context.Context, id string) (bool, error) {
	var count int
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT count(*) FROM tracks WHERE id = ?", id).Scan(ctx, &count)
	})
	if err != nil {
		return false, fmt.Errorf("find a track: %w", err)
	}
	return count > 0, nil
}
