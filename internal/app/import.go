package app

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/config"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
	"github.com/htmlgraph/htmlgraph/internal/ingest/merge"
	"github.com/htmlgraph/htmlgraph/internal/repository/importstates"
	"github.com/htmlgraph/htmlgraph/internal/repository/ingeststore"
)

// Import says what transcripts are read into which database.
type Import struct {
	// DB is the database, "" for the one that serve would take.
	DB string
	// Paths are files and folders, none for where the agents keep theirs.
	Paths []string
	Since time.Time
	Watch bool
	// Prices is a file of prices over the list prices, "" for none.
	Prices string
	// KeepSecrets stores what agents wrote as it is, keys and passwords too.
	KeepSecrets bool
	// Getenv reads the environment, which says where agents keep their files.
	Getenv func(string) string
	// Progress is told how far it is, Done what became of all there was, before changes are watched for.
	Progress func(importer.Progress)
	Done     func(importer.Summary) error
}

// importBatch is how many observations an import stores together. The more there are, the less often the same pages of indexes are
// written; others who write wait about half a second for it at most.
const importBatch = 8000

// RunImport reads transcripts into a database. With Watch it goes on until ctx is done.
func RunImport(ctx context.Context, o Import, around Surroundings) error {
	logger := slog.New(slog.NewTextHandler(around.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	prices, err := openPrices(o.Prices)
	if err != nil {
		return err
	}
	place, err := openPlace(ctx, config.Serve{DB: o.DB}, around)
	if err != nil {
		return err
	}
	db, err := database.Open(ctx, database.Options{Path: place.path, Bulk: true, Logger: logger})
	if err != nil {
		return err
	}
	options := ingest.WriterOptions{Redact: ingest.Redact, Logger: logger}
	if o.KeepSecrets {
		options.Redact = nil
	}
	writer := ingest.NewWriter(merge.NewEngine(ingeststore.New(db), prices, time.Now), options)
	err = o.run(ctx, db, writer, around, logger)
	writer.Close()
	return errors.Join(err, db.Close())
}

func (o Import) run(ctx context.Context, db *database.DB, writer importer.Submitter, around Surroundings, logger *slog.Logger) error {
	i, err := importer.New(ctx, importer.Options{
		Submit: writer, States: importstates.New(db), Locations: o.places(around.Home), Since: o.Since,
		Batch: importBatch, Progress: o.Progress, Logger: logger,
	})
	if err != nil {
		return err
	}
	summary, err := i.Run(ctx)
	if err != nil && ctx.Err() == nil {
		return err
	}
	if err := o.Done(summary); err != nil || !o.Watch || ctx.Err() != nil {
		return err
	}
	return i.Watch(ctx)
}

func (o Import) places(home string) []importer.Location {
	if len(o.Paths) == 0 {
		return importer.DefaultLocations(home, o.Getenv)
	}
	places := make([]importer.Location, len(o.Paths))
	for n, path := range o.Paths {
		places[n] = importer.Location{Path: path}
	}
	return places
}

// watchTranscripts reads transcripts from where agents keep them, as they are written, until the app is closed. What nobody has
// written for idle is over; with 0 nothing ever is.
func (a *App) watchTranscripts(ctx context.Context, home string, getenv func(string) string, idle time.Duration, logger *slog.Logger) {
	if idle == 0 {
		idle = math.MaxInt64
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		i, err := importer.New(ctx, importer.Options{
			Submit: a.writer, States: importstates.New(a.DB), Locations: importer.DefaultLocations(home, getenv), Idle: idle, Logger: logger,
		})
		if err == nil {
			err = i.Watch(ctx)
		}
		if err != nil && ctx.Err() == nil {
			logger.Error("transcripts are not watched", "error", err)
		}
	}()
	a.following = append(a.following, func() {
		cancel()
		<-done
	})
}
