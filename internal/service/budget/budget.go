// Package budget owns budgets of sessions and projects: how much of each is spent, and the alerts that are stored when a budget is
// nearly spent, exceeded, or about to be exceeded within an hour.
package budget

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Source reads stored costs.
type Source interface {
	// LastRow returns the number of the last row of costs, 0 for none.
	LastRow(ctx context.Context) (int64, error)
	// Changes returns the costs after a row, summarised by session.
	Changes(ctx context.Context, row int64) ([]model.CostChange, error)
	// Active returns the sessions with costs since an instant, the most recent first.
	Active(ctx context.Context, since model.Instant, limit int) ([]string, error)
	// Lineages returns the root session and the folder of each session.
	Lineages(ctx context.Context, sessionIDs []string) ([]model.Lineage, error)
	// OfSessions returns the costs of sessions including all sessions below them, and the part of it between two instants.
	OfSessions(ctx context.Context, roots []string, recent, until model.Instant) (map[string]model.Outlay, error)
	// Folders returns all folders in which sessions ran, as they were reported.
	Folders(ctx context.Context) ([]string, error)
	// OfFolders returns the same for the sessions that ran in folders, since an instant, "" for all time.
	OfFolders(ctx context.Context, folders []string, since, recent, until model.Instant) (map[string]model.Outlay, error)
	// Newest returns the newest alerts of all sessions, newest first.
	Newest(ctx context.Context, limit int) ([]model.CostAlert, error)
}

// Store stores alerts.
type Store interface {
	// Store stores alerts. Alerts that are already stored do not change.
	Store(ctx context.Context, alerts []model.CostAlert) error
}

// Projects says which folders are one project.
type Projects interface {
	// Name returns the name of the project of a folder.
	Name(folder string) string
	// Contains reports whether a folder belongs to a project, or lies below it.
	Contains(project, folder string) bool
}

// Service compares costs with budgets. It is safe for concurrent use.
type Service struct {
	source   Source
	projects Projects
	budgets  model.Budgets
	now      func() time.Time
}

// New returns the service. now is the clock; its location determines when days, weeks and months begin.
func New(source Source, projects Projects, budgets model.Budgets, now func() time.Time) *Service {
	return &Service{source: source, projects: projects, budgets: budgets, now: now}
}
