package database

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// A new file is filled with a rollback journal. In it SQLite saves only the pages that a transaction changes, and most pages of a new file are
// new: they are written once, where a write-ahead log writes each of them twice, with a checksum, and reads it in between. As with the log, a
// process that is killed leaves the transactions that were committed. Readers wait while a transaction is committed, but a new file has few.

// beginsFill reports whether the process begins to fill a new file, which then keeps the rollback journal until EndFill.
func beginsFill(ctx context.Context, pool *sql.DB, o Options) (bool, error) {
	if !o.Fill {
		return false, nil
	}
	found, err := probe(ctx, pool)
	return err == nil && !found.isFilled(), err
}

// isFilled reports whether the file has the table of events: it is no new one.
func (s schema) isFilled() bool { return len(s.tables["agent_events"]) > 0 }

// EndFill adds the indexes that Options.Fill left out, and turns the write-ahead log on. Where it fails, or is never called, the next opening of
// the file for writing does so.
func (db *DB) EndFill(ctx context.Context) error {
	if db.writer == nil {
		return db.readOnlyError()
	}
	deadline := time.Now().Add(db.options.BusyBudget)
	if err := waitOut(ctx, deadline, func() error { return db.addIndexes(ctx) }); err != nil {
		return fmt.Errorf("add the indexes: %w", err)
	}
	err := waitOut(ctx, deadline, func() error { return useWAL(ctx, db.writer.DB, db.options) })
	if err != nil && !isBusy(err) { // while others use the file it keeps the journal
		return err
	}
	db.content.begin()
	return nil
}

// addIndexes adds the indexes that the file lacks.
func (db *DB) addIndexes(ctx context.Context) error {
	wanted, err := fullSchema(ctx, false)
	if err != nil {
		return err
	}
	found, err := probe(ctx, db.writer.DB)
	if err != nil {
		return err
	}
	return addMissing(ctx, db.writer.DB, db.options, missing(wanted, found))
}
