package app

import (
	"context"
	"errors"
	"log/slog"

	"github.com/htmlgraph/htmlgraph/internal/compression"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/hookclient"
	"github.com/htmlgraph/htmlgraph/internal/repository/messages"
	"github.com/htmlgraph/htmlgraph/internal/repository/storedtexts"
	"github.com/htmlgraph/htmlgraph/internal/service/redaction"
)

// Redact replaces the secrets in an existing database and in its spool. It calls start with the number of rows to read. A dry run does not
// change a byte of the file.
func Redact(ctx context.Context, path string, o redaction.Options, start func(rows int64), logger *slog.Logger) (redaction.Report, error) {
	db, err := database.Open(ctx, database.Options{Path: path, ReadOnly: o.DryRun, Readers: 1, Logger: logger})
	if err != nil {
		return nil, err
	}
	service := redaction.New(storedtexts.New(db), messages.NewLongTexts(db, compression.NewPacker()), newArchive(db, true), db, hookclient.NewSpool(path), clock{})
	rows, err := service.Rows(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	start(rows)
	report, err := service.Redact(ctx, o)
	return report, errors.Join(err, db.Close())
}
