package database

import (
	"context"
	"database/sql"
	"time"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
)

// The pause between two attempts on a locked database doubles from the first to the last value.
const (
	firstPause = 2 * time.Millisecond
	lastPause  = 100 * time.Millisecond
)

// withConnection runs use on a read connection, again and again while another process holds the database locked, for at most budget.
func (db *DB) withConnection(ctx context.Context, budget time.Duration, use func(conn bun.Conn) error) error {
	if err := db.file.lost(); err != nil {
		return err
	}
	deadline := time.Now().Add(budget)
	return translate(ctx, db.dialect, waitOut(ctx, budget, func() error {
		conn, err := db.acquire(ctx, deadline)
		if err != nil {
			return err
		}
		defer conn.Close()
		return use(conn)
	}))
}

// acquire returns a read connection. While the file is locked all connections wait for it, and a caller that waits for a
// connection must not wait longer than one that has it.
func (db *DB) acquire(ctx context.Context, deadline time.Time) (bun.Conn, error) {
	waiting, cancel := context.WithDeadline(ctx, deadline)
	defer cancel()
	conn, err := db.reader.Conn(waiting)
	if err != nil && ctx.Err() == nil && waiting.Err() != nil {
		return conn, apperr.Unavailable(unavailableText, retryAfter, err)
	}
	return conn, err
}

// waitOut repeats try while another process holds the file locked, for at most budget,
// and returns the error of the last attempt.
func waitOut(ctx context.Context, budget time.Duration, try func() error) error {
	deadline := time.Now().Add(budget)
	pause := firstPause
	for {
		err := try()
		if !isBusy(err) || time.Now().Add(pause).After(deadline) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
		pause = min(2*pause, lastPause)
	}
}

// pingBudget is how long Ping waits for a lock: its caller wants to know now.
const pingBudget = time.Second

// Ping reads from the database. It fails as Select does, and sooner.
func (db *DB) Ping(ctx context.Context) error {
	return db.withConnection(ctx, min(pingBudget, db.options.BusyBudget), func(conn bun.Conn) error {
		return db.runQuery(ctx, conn.Conn, "SELECT count(*) FROM sqlite_master", nil, func(rows *sql.Rows) error {
			rows.Next()
			return nil
		})
	})
}
