package database

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
)

// Space returns the bytes that the database takes, and how many of them rows left behind, which new ones will fill.
func (db *DB) Space(ctx context.Context) (size, free int64, err error) {
	err = db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw(`SELECT page_count * page_size, freelist_count * page_size
			FROM pragma_page_count, pragma_page_size, pragma_freelist_count`).Scan(ctx, &size, &free)
	})
	if err != nil {
		return 0, 0, fmt.Errorf("measure the database: %w", err)
	}
	return size, free, nil
}

// Vacuum writes the database anew without free room. It takes as much room again while it runs, and nobody else can write
// until it has ended.
func (db *DB) Vacuum(ctx context.Context) error {
	if db.writer == nil {
		return apperr.ReadOnly("The database is opened read-only.")
	}
	if err := db.file.lost(); err != nil {
		return err
	}
	err := translate(ctx, db.dialect, waitOut(ctx, db.options.BusyBudget, func() error {
		_, err := db.writer.ExecContext(ctx, "VACUUM")
		return err
	}))
	if err != nil {
		return fmt.Errorf("vacuum: %w", err)
	}
	db.move()
	return nil
}
