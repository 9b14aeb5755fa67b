package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/repository/prune"
	"github.com/htmlgraph/htmlgraph/internal/service/retention"
)

// PlanPrune counts what a prune of the database at path would delete. The file stays as it is.
func PlanPrune(ctx context.Context, path, before string) (retention.Plan, error) {
	db, err := database.Open(ctx, database.Options{Path: path, ReadOnly: true, Readers: 1})
	if err != nil {
		return retention.Plan{}, err
	}
	plan, err := newRetention(db).Plan(ctx, before)
	return plan, errors.Join(err, db.Close())
}

// Prune deletes old rows of the database at path, which is there.
func Prune(ctx context.Context, path string, o retention.Options, logger *slog.Logger) (retention.Report, error) {
	db, err := database.Open(ctx, database.Options{Path: path, Readers: 1, Logger: logger})
	if err != nil {
		return retention.Report{}, err
	}
	report, err := newRetention(db).Prune(ctx, o)
	return report, errors.Join(err, db.Close())
}

func newRetention(db *database.DB) *retention.Service {
	return retention.New(prune.New(db), db, clock{})
}

// clock is that of the machine.
type clock struct{}

// Now returns the time.
func (clock) Now() time.Time { return time.Now() }

// Sleep waits for d, or until ctx is done.
func (clock) Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
