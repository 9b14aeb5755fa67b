package app

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"runtime/debug"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/background"
	"github.com/htmlgraph/htmlgraph/internal/compression"
	"github.com/htmlgraph/htmlgraph/internal/config"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
	"github.com/htmlgraph/htmlgraph/internal/ingest/merge"
	"github.com/htmlgraph/htmlgraph/internal/repository/forgotten"
	"github.com/htmlgraph/htmlgraph/internal/repository/importstates"
	"github.com/htmlgraph/htmlgraph/internal/repository/ingeststore"
	"github.com/htmlgraph/htmlgraph/internal/service/archive"
)

// Import configures an import of transcripts.
type Import struct {
	// DB is the database, "" for the one that serve would use.
	DB string
	// Paths are files and folders, none for the folders in which agents keep transcripts.
	Paths []string
	Since time.Time
	Watch bool
	// Prices is a file of prices that replace list prices, "" for none.
	Prices string
	// KeepSecrets stores what agents wrote as it is, including keys and passwords.
	KeepSecrets bool
	// NoArchive keeps no copies of the transcripts.
	NoArchive bool
	// Getenv reads environment variables, which say where agents keep their files.
	Getenv func(string) string
	// Progress is called with how far the import is, Done with its result, before changes are watched.
	Progress func(importer.Progress)
	Done     func(importer.Summary) error
	// Archiving is called with how many of the transcripts are archived, Archived with what was added. Both may be nil.
	Archiving func(done, total int)
	Archived  func(archive.Report)
}

// importBatch is how many observations an import stores together. With more of them the same pages of indexes are written less often; with
// these, of which nearly two are about one row, other writers wait for half a second at most.
const importBatch = 14_000

// RunImport reads transcripts into a database. With Watch it goes on until ctx is done.
func RunImport(ctx context.Context, o Import, environment Environment) error {
	logger := slog.New(slog.NewTextHandler(environment.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	o.boundMemory()
	prices, err := Prices(ctx, o.Prices)
	if err != nil {
		return err
	}
	location, err := locate(ctx, config.Serve{DB: o.DB}, environment)
	if err != nil {
		return err
	}
	db, err := database.Open(ctx, database.Options{Path: location.path, Bulk: true, IndexesLast: true, Logger: logger})
	if err != nil {
		return err
	}
	options := ingest.WriterOptions{Redact: ingest.Redact, Pack: compression.NewPacker(), Logger: logger}
	if o.KeepSecrets {
		options.Redact = nil
	}
	engine := merge.NewEngine(ingeststore.New(db), prices, time.Now)
	writer := ingest.NewWriter(ingest.WithoutForgotten(engine, forgotten.New(db)), options)
	running := background.New(ctx, logger)
	running.OnClose("database", func(context.Context) error { return db.Close() })
	running.Go("writer", writer.Run)
	err = o.run(ctx, db, engine, writer, running, environment, logger)
	return errors.Join(err, running.Close(context.WithoutCancel(ctx))) // what was read is stored, however long that takes
}

// importMemory is how much memory Go should use for an import, in bytes: enough for one of the longest lines. SQLite takes about 50 MB beside
// it.
const importMemory = 80 << 20

// boundMemory makes Go collect garbage earlier where much of it waits, unless the environment says how it should.
func (o Import) boundMemory() {
	if o.Getenv("GOGC") == "" && o.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(importMemory)
	}
}

func (o Import) run(
	ctx context.Context, db *database.DB, engine *merge.Engine, writer importer.Submitter, running *background.Group, environment Environment,
	logger *slog.Logger,
) error {
	kept := newArchive(db, o.KeepSecrets)
	states := importstates.New(db)
	options := importer.Options{
		Submit: writer, States: states, Stored: storedTranscripts{states, engine}, Archive: kept, Locations: o.locations(environment.Home), Since: o.Since,
		Batch: importBatch, Progress: o.Progress, Logger: logger,
	}
	beside := archiveBeside(ctx, running, kept)
	if !o.NoArchive {
		options.AfterStored, options.AfterRun = beside.add, keepWatched(kept, time.Now, logger)
	}
	i, err := importer.New(ctx, options)
	if err != nil {
		return err
	}
	summary, err := i.Run(ctx)
	if err != nil && ctx.Err() == nil {
		return err
	}
	if err == nil {
		err = db.AddIndexes(ctx)
	}
	reported := o.Done(summary)
	archived := beside.finish(ctx)
	if err == nil && reported == nil && !o.NoArchive {
		err = o.archive(ctx, kept, i.ReadFiles(), &archived)
	}
	if o.Archived != nil {
		o.Archived(archived)
	}
	if err != nil || reported != nil || !o.Watch {
		return errors.Join(reported, err)
	}
	return i.Watch(ctx)
}

// archive adds to the archive what it lacks of the transcripts that were read.
func (o Import) archive(ctx context.Context, kept *archive.Service, files []importer.ReadFile, archived *archive.Report) error {
	report, err := kept.Keep(ctx, archiveFrom(files), func(done int) {
		if o.Archiving != nil {
			o.Archiving(done, len(files))
		}
	})
	archived.Add(report)
	return err
}

// locations returns the files and folders to read.
func (o Import) locations(home string) []importer.Location {
	if len(o.Paths) == 0 {
		return importer.DefaultLocations(home, o.Getenv)
	}
	locations := make([]importer.Location, len(o.Paths))
	for n, path := range o.Paths {
		locations[n] = importer.Location{Path: path}
	}
	return locations
}

// watchTranscripts reads the transcripts in the folders of the agents as they are written. A transcript that was not written for idle
// is over; with 0 none ever is. afterRun may be nil.
func (a *App) watchTranscripts(
	home string, getenv func(string) string, idle time.Duration, kept *archive.Service, afterRun importer.AfterRun,
) func(ctx context.Context) error {
	if idle == 0 {
		idle = math.MaxInt64
	}
	return func(ctx context.Context) error {
		states := importstates.New(a.DB)
		i, err := importer.New(ctx, importer.Options{
			Submit: a.writer, States: states, Stored: storedTranscripts{states, a.engine}, Archive: kept, Locations: importer.DefaultLocations(home, getenv),
			Idle: idle, AfterRun: afterRun, Logger: a.logger,
		})
		if err != nil {
			return err
		}
		return i.Watch(ctx)
	}
}
