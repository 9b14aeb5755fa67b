package database

import (
	"context"
	"database/sql"
	"time"

	"github.com/uptrace/bun"
)

const (
	// readyBudget is how long Ready waits for a check: its caller wants to know now.
	readyBudget = time.Second
	// ownBudget is how long a check waits for a transaction of this process: it ends by itself, but perhaps after many rows on a busy machine.
	ownBudget = 30 * time.Second
)

// checked is the result of a check.
type checked struct{ err error }

// Ready returns nil where the database can be read and, unless it is open for reading only, written. Otherwise its error says why not, as
// that of a read or a write would: what failed a moment ago is reported too, where nothing has succeeded since. A check waits for a lock as
// long as a read or a write would; where that takes too long for its caller, the result of the last check is returned. Callers at the same
// time share one check. It changes nothing.
func (db *DB) Ready(ctx context.Context) error {
	check := db.checks.DoChan("ready", func() (any, error) {
		checking, cancel := context.WithTimeout(context.WithoutCancel(ctx), ownBudget+2*db.options.BusyBudget)
		defer cancel()
		err := db.checkReady(checking)
		db.lastCheck.Store(&checked{err})
		return nil, err
	})
	late := time.NewTimer(readyBudget)
	defer late.Stop()
	select {
	case result := <-check:
		return result.Err
	case <-late.C:
		if last := db.lastCheck.Load(); last != nil {
			return last.err
		}
		return nil
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
	return db.withConnection(ctx, db.options.BusyBudget, func(conn bun.Conn) error {
		return db.runQuery(ctx, conn.Conn, ends, nil, func(rows *sql.Rows) error {
			rows.Next()
			return nil
		})
	})
}

// tryWriting begins a transaction that may write, and rolls it back. It waits for a transaction of this process that is running, and then for
// one of another process.
func (db *DB) tryWriting(ctx context.Context) error {
	if db.writer == nil {
		return nil
	}
	waiting, cancel := context.WithTimeout(ctx, ownBudget)
	defer cancel()
	err := waitOut(ctx, time.Now().Add(db.options.BusyBudget), func() error {
		conn, err := db.writer.Conn(waiting)
		if waiting.Err() != nil {
			return db.faults.failed(ErrorBusy, true, waiting.Err())
		}
		if err != nil {
			return err
		}
		defer conn.Close()
		tx, err := conn.BeginTx(ctx, nil)
		if err == nil {
			err = tx.Rollback()
		}
		return err
	})
	if err == nil { // it wrote nothing, so a disk that is full still is
		return nil
	}
	return db.result(ctx, true, err)
}
