package database

import (
	"context"
	"database/sql"
	"time"

	"github.com/uptrace/bun"
)

// readyBudget is how long Ready waits for a lock: its caller wants to know now.
const readyBudget = time.Second

// Ready returns nil where the database can be read and, unless it is open for reading only, written. Otherwise its error says why not, as
// that of a read or a write would: what failed a moment ago is reported too, where nothing has succeeded since. Callers at the same time
// share one check. It changes nothing.
func (db *DB) Ready(ctx context.Context) error {
	check := db.checks.DoChan("ready", func() (any, error) {
		checking, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*readyBudget)
		defer cancel()
		return nil, db.checkReady(checking)
	})
	select {
	case result := <-check:
		return result.Err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (db *DB) checkReady(ctx context.Context) error {
	if err := db.checkFile(); err != nil {
		return err
	}
	if err := db.tryReading(ctx); err != nil {
		return err
	}
	if err := db.tryWriting(ctx); err != nil {
		return err
	}
	return db.faults.recent()
}

// tryReading reads the first and the last row of a table, which are far from each other in the file.
func (db *DB) tryReading(ctx context.Context) error {
	const ends = "SELECT (SELECT event_id FROM agent_events ORDER BY rowid LIMIT 1), (SELECT event_id FROM agent_events ORDER BY rowid DESC LIMIT 1)"
	return db.withConnection(ctx, min(readyBudget, db.options.BusyBudget), func(conn bun.Conn) error {
		return db.runQuery(ctx, conn.Conn, ends, nil, func(rows *sql.Rows) error {
			rows.Next()
			return nil
		})
	})
}

// tryWriting begins a transaction that may write, and rolls it back. It waits for a transaction of this process that is running.
func (db *DB) tryWriting(ctx context.Context) error {
	if db.writer == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, readyBudget)
	defer cancel()
	tx, err := db.writer.BeginTx(ctx, nil)
	if err == nil {
		err = tx.Rollback()
	}
	if ctx.Err() != nil {
		return db.faults.failed(ErrorBusy, true, ctx.Err())
	}
	if err != nil {
		return db.result(ctx, true, err)
	}
	return nil
}
