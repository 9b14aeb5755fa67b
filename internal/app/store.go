package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/merge"
	"github.com/htmlgraph/htmlgraph/internal/repository/ingeststore"
)

// directBudget is how long Store waits for a database that another process holds locked.
const directBudget = 200 * time.Millisecond

// Store returns what stores observations in a database that no server serves, and makes it if it is not there. keepSecrets stores what
// agents tell as it is, keys and passwords too.
func Store(keepSecrets bool) func(ctx context.Context, db string, observations []ingest.Observation) error {
	options := ingest.WriterOptions{Redact: ingest.Redact}
	if keepSecrets {
		options.Redact = nil
	}
	return func(ctx context.Context, db string, observations []ingest.Observation) (err error) {
		if err := os.MkdirAll(filepath.Dir(db), 0o700); err != nil {
			return fmt.Errorf("make the folder of the database: %w", err)
		}
		opened, err := database.Open(ctx, database.Options{Path: db, SkipChecks: true, Readers: 1, BusyTimeout: directBudget, BusyBudget: directBudget})
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, opened.Close()) }()
		// Hooks tell of no requests to models, so that no prices are needed.
		writer := ingest.NewWriter(merge.NewEngine(ingeststore.New(opened), ingest.Unpriced{}, time.Now), options)
		defer writer.Close()
		_, err = writer.Submit(ctx, observations)
		return err
	}
}
