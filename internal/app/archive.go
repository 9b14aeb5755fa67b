package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/redact"
	"github.com/htmlgraph/htmlgraph/internal/repository/archives"
	"github.com/htmlgraph/htmlgraph/internal/repository/forgotten"
	"github.com/htmlgraph/htmlgraph/internal/service/archive"
)

// archiveInterval is how often what agents write is added to the archive while it is watched. The last part of a transcript is written anew
// each time.
const archiveInterval = time.Minute

func newArchive(db *database.DB, keepSecrets bool) *archive.Service {
	var redacted func(line []byte) []byte
	if !keepSecrets {
		redacted = func(line []byte) []byte { return redact.JSON("", line) }
	}
	return archive.New(archives.New(db), forgotten.New(db), redacted)
}

// archiveFrom returns the transcripts that an importer read.
func archiveFrom(files []importer.ReadFile) []archive.Transcript {
	transcripts := make([]archive.Transcript, len(files))
	for i, f := range files {
		transcripts[i] = archive.Transcript{
			Path: f.State.Path, SessionID: f.State.SessionID, Format: f.State.Format, Document: f.Document, Packed: f.Packed,
			Offset: f.State.Offset, ModifiedNS: f.State.ModifiedNS, Sidecar: f.Sidecar,
		}
	}
	return transcripts
}

// keepWatched returns what an importer calls after each run while it watches: it adds to the archive what was read, at most once an interval.
func keepWatched(service *archive.Service, now func() time.Time, logger *slog.Logger) importer.AfterRun {
	var next time.Time
	return func(ctx context.Context, files func() []importer.ReadFile) {
		if now().Before(next) {
			return
		}
		next = now().Add(archiveInterval)
		if _, err := service.Keep(ctx, archiveFrom(files()), func(int) {}); err != nil && ctx.Err() == nil {
			logger.Warn("transcripts could not be archived; it is tried again", "error", err)
		}
	}
}

// RestoreOptions configure what is written back of a session.
type RestoreOptions struct {
	SessionID string
	// Folder is where its transcripts are written, "" for where they were.
	Folder string
	// Home is the home directory of the user. Getenv reads environment variables, which say where agents keep their files.
	Home   string
	Getenv func(string) string
}

// Restore writes the archived transcripts of a session back to files that do not exist.
func Restore(ctx context.Context, path string, o RestoreOptions) ([]archive.Restored, error) {
	db, err := database.Open(ctx, database.Options{Path: path, ReadOnly: true, Readers: 1})
	if err != nil {
		return nil, err
	}
	var folders []string
	for _, a := range agent.All() {
		folders = append(folders, a.TranscriptFolders(o.Home, o.Getenv)...)
	}
	restored, err := newArchive(db, true).Restore(ctx, o.SessionID, o.Folder, folders)
	return restored, errors.Join(err, db.Close())
}

// ArchiveSize returns the size of the archive in the database at path.
func ArchiveSize(ctx context.Context, path string) (model.ArchiveSize, error) {
	db, err := database.Open(ctx, database.Options{Path: path, ReadOnly: true, Readers: 1})
	if err != nil {
		return model.ArchiveSize{}, err
	}
	size, err := archives.New(db).Size(ctx)
	return size, errors.Join(err, db.Close())
}
