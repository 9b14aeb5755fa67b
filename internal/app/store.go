package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/background"
	"github.com/htmlgraph/htmlgraph/internal/compression"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/hookclient"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/merge"
	"github.com/htmlgraph/htmlgraph/internal/repository/forgotten"
	"github.com/htmlgraph/htmlgraph/internal/repository/ingeststore"
)

// directBudget is how long Store waits for a database that another process holds locked.
const directBudget = 200 * time.Millisecond

// Store returns the function that stores observations in a database that no server serves, and makes the database if it does not
// exist. keepSecrets stores what agents send as it is, including keys and passwords.
func Store(keepSecrets bool) hookclient.Store {
	options := ingest.WriterOptions{Redact: ingest.Redact, Pack: compression.NewPacker()}
	if keepSecrets {
		options.Redact = nil
	}
	return func(ctx context.Context, db string, mayUpgrade bool, observations []ingest.Observation) (err error) {
		if err := os.MkdirAll(filepath.Dir(db), 0o700); err != nil {
			return fmt.Errorf("make the folder of the database: %w", err)
		}
		opened, err := database.Open(ctx, database.Options{Path: db, SkipChecks: true, KeepSchema: !mayUpgrade, Readers: 1, BusyTimeout: directBudget, BusyBudget: directBudget})
		if err != nil {
			return err
		}
		running := background.New(ctx, slog.New(slog.DiscardHandler))
		running.OnClose("database", func(context.Context) error { return opened.Close() })
		defer func() { err = errors.Join(err, running.Close(ctx)) }()
		// Hooks report no requests to models, so no prices are needed.
		writer := ingest.NewWriter(ingest.WithoutForgotten(merge.NewEngine(ingeststore.New(opened), ingest.Unpriced{}, time.Now), forgotten.New(opened)), options)
		running.Go("writer", writer.Run)
		_, err = writer.Submit(ctx, observations)
		return err
	}
}
