package app

import (
	"context"
	"errors"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
	"github.com/htmlgraph/htmlgraph/internal/ingest/merge"
	"github.com/htmlgraph/htmlgraph/internal/repository/importstates"
)

// storedTranscripts is what an importer needs of the database to read files again.
type storedTranscripts struct {
	*importstates.Repository
	engine *merge.Engine
}

// Withdraw deletes what transcripts alone reported of a session.
func (s storedTranscripts) Withdraw(ctx context.Context, from ingest.Withdrawal) error {
	return s.engine.Withdraw(ctx, from)
}

// ReadByEarlier counts the transcripts in the database at path that are to be read again.
func ReadByEarlier(ctx context.Context, path string) (int, error) {
	db, err := database.Open(ctx, database.Options{Path: path, ReadOnly: true, Readers: 1})
	if err != nil {
		return 0, err
	}
	states, err := importstates.New(db).States(ctx)
	count, formats := 0, importer.Formats()
	for _, s := range states {
		if importer.IsDue(formats, s) {
			count++
		}
	}
	return count, errors.Join(err, db.Close())
}
