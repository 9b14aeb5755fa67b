package app

import (
	"context"
	"errors"
	"log/slog"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/hookclient"
	"github.com/htmlgraph/htmlgraph/internal/repository/forgotten"
	"github.com/htmlgraph/htmlgraph/internal/service/erasure"
)

// PlanForget counts the rows that Forget deletes with a session. It does not change the file.
func PlanForget(ctx context.Context, path, sessionID string) (erasure.Plan, error) {
	db, err := database.Open(ctx, database.Options{Path: path, ReadOnly: true, Readers: 1})
	if err != nil {
		return erasure.Plan{}, err
	}
	plan, err := newErasure(db, path).Plan(ctx, sessionID)
	return plan, errors.Join(err, db.Close())
}

// Forget deletes the sessions of a plan from an existing database and its spool.
func Forget(ctx context.Context, path string, plan erasure.Plan, o erasure.Options, logger *slog.Logger) (erasure.Report, error) {
	db, err := database.Open(ctx, database.Options{Path: path, Readers: 1, Logger: logger})
	if err != nil {
		return erasure.Report{}, err
	}
	report, err := newErasure(db, path).Forget(ctx, plan, o)
	return report, errors.Join(err, db.Close())
}

// Readmit lets reports of a forgotten session be stored again. It returns false if the session was not forgotten.
func Readmit(ctx context.Context, path, sessionID string) (bool, error) {
	db, err := database.Open(ctx, database.Options{Path: path, Readers: 1})
	if err != nil {
		return false, err
	}
	readmitted, err := newErasure(db, path).Readmit(ctx, sessionID)
	return readmitted, errors.Join(err, db.Close())
}

func newErasure(db *database.DB, path string) *erasure.Service {
	return erasure.New(forgotten.New(db), db, hookclient.NewSpool(path), clock{})
}
