package database

import (
	"context"
	"fmt"
)

// LeastSpace is the number of free bytes that storing takes at least: the write-ahead log grows by whole transactions.
const LeastSpace = 1 << 20

// Space returns the bytes that the database takes, and how many of them are free: they hold no rows now, and new ones will fill them.
func (db *DB) Space(ctx context.Context) (size, free int64, err error) {
	type space struct {
		Size int64 `bun:"size"`
		Free int64 `bun:"free"`
	}
	row, err := Value[space](ctx, db, `SELECT page_count * page_size AS size, freelist_count * page_size AS free
		FROM pragma_page_count, pragma_page_size, pragma_freelist_count`)
	if err != nil {
		return 0, 0, fmt.Errorf("measure the database: %w", err)
	}
	return row.Size, row.Free, nil
}

// Vacuum rewrites the database without free space. It needs as much space again while it runs, and no other process can write
// until it has ended.
func (db *DB) Vacuum(ctx context.Context) error {
	err := db.write(ctx, func() error {
		_, err := db.writer.ExecContext(ctx, "VACUUM")
		return err
	})
	if err != nil {
		return fmt.Errorf("vacuum: %w", err)
	}
	return nil
}
