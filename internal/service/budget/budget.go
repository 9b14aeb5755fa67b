// Package budget owns what sessions and projects may cost: how much of it is spent, and the warnings that are stored when it
// is nearly or wholly spent, or will be within the hour.
package budget

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Source is what the service needs of stored costs.
type Source interface {
	// LastRow returns the last row of costs, 0 for none.
	LastRow(ctx context.Context) (int64, error)
	// Changes returns what was stored of costs after a row, by session.
	Changes(ctx context.Context, row int64) ([]model.CostChange, error)
	// Active returns the sessions that cost something from an instant on, the latest first.
	Active(ctx context.Context, since model.Instant, limit int) ([]string, error)
	// Lineages returns what sessions belong to.
	Lineages(ctx context.Context, sessionIDs []string) ([]model.Lineage, error)
	// OfSessions returns what sessions cost with all that they began, and which of it lies between two instants.
	OfSessions(ctx context.Context, roots []string, recent, until model.Instant) (map[string]model.Outlay, error)
	// OfProjects returns the same of projects, from an instant on, "" for ever.
	OfProjects(ctx context.Context, projects []model.Folders, since, recent, until model.Instant) (map[string]model.Outlay, error)
	// Newest returns the newest alerts of all sessions, newest first.
	Newest(ctx context.Context, limit int) ([]model.CostAlert, error)
}

// Store keeps alerts.
type Store interface {
	// Store stores alerts; those that are stored already stay as they are.
	Store(ctx context.Context, alerts []model.CostAlert) error
}

// Service holds what was spent against budgets. It is safe for concurrent use.
type Service struct {
	source  Source
	budgets model.Budgets
	now     func() time.Time
}

// New returns the service over its source; now is the clock, whose location has the calendar of periods.
func New(source Source, budgets model.Budgets, now func() time.Time) *Service {
	return &Service{source: source, budgets: budgets, now: now}
}
