package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/pricing"
	"github.com/htmlgraph/htmlgraph/internal/repository/ingeststore"
	"github.com/htmlgraph/htmlgraph/internal/service/repricing"
	"github.com/htmlgraph/htmlgraph/internal/terminal"
)

// Reprice prices the stored requests of an existing database again. It calls start with the number of requests to read. A dry run does not
// change the file.
func Reprice(ctx context.Context, path string, prices *pricing.Table, o repricing.Options, start func(requests int64), logger *slog.Logger) (repricing.Report, error) {
	db, err := database.Open(ctx, database.Options{Path: path, ReadOnly: o.DryRun, Readers: 1, Logger: logger})
	if err != nil {
		return repricing.Report{}, err
	}
	report, err := reprice(ctx, db, prices, o, start)
	return report, errors.Join(err, db.Close())
}

func reprice(ctx context.Context, db *database.DB, prices *pricing.Table, o repricing.Options, start func(requests int64)) (repricing.Report, error) {
	if o.DryRun {
		if err := refuseOlder(ctx, db); err != nil {
			return repricing.Report{}, err
		}
	}
	service := repricing.New(ingeststore.New(db), prices, clock{})
	requests, err := service.Count(ctx, o.Since)
	if err != nil {
		return repricing.Report{}, err
	}
	start(requests)
	return service.Reprice(ctx, o)
}

// refuseOlder returns an error for a file of an earlier release, which only states whether a request was fast.
func refuseOlder(ctx context.Context, db *database.DB) error {
	column := [2]string{"ingest_usages", "fast"}
	found, err := database.FindColumns(ctx, db, database.Pairs{column})
	if err == nil && found[column] {
		err = fmt.Errorf("%s is a file of an earlier release, which a dry run does not bring up to date: run the command on a copy", terminal.Name(db.Path()))
	}
	return err
}
