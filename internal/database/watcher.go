package database

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Generation returns a number that differs after every commit to the database, by this
// process or by another. An answer computed at a generation is good while it lasts.
func (db *DB) Generation() uint64 { return db.generation.Load() }

// watchCommits looks at SQLite's data_version, which changes when another connection
// commits. One look costs microseconds and serves the whole process.
func (db *DB) watchCommits(ctx context.Context, watch *commitWatch) error {
	defer watch.close()
	timer := time.NewTimer(0)
	defer timer.Stop()
	var moved time.Time
	for {
		select {
		case <-ctx.Done():
			return nil
		case now := <-timer.C:
			changed := watch.changed(ctx)
			if db.file.look(now) || changed {
				moved = now
				db.move()
			}
			timer.Reset(db.pollPause(now.Sub(moved)))
		}
	}
}

// quietAfter is how long after the last commit looks become rarer.
const quietAfter = 2 * time.Second

// pollPause is the time to the next look: while nobody writes, every wake-up is waste.
func (db *DB) pollPause(quiet time.Duration) time.Duration {
	if quiet < quietAfter {
		return db.options.PollInterval
	}
	return 2 * db.options.PollInterval
}

// commitWatch holds the one connection whose data_version is compared with itself:
// the number means nothing on another connection.
type commitWatch struct {
	pool *sql.DB
	conn *sql.Conn
	// ask is prepared once: it runs a hundred times a second.
	ask  *sql.Stmt
	last int64
}

// changed reports whether there was a commit since the last look. A look that fails
// because the file is locked tells nothing and is made up for by the next one.
func (w *commitWatch) changed(ctx context.Context) bool {
	fresh := w.conn == nil
	if fresh {
		if err := w.open(ctx); err != nil {
			return false
		}
	}
	var version int64
	// A context that can end would cost more than the look itself.
	err := w.ask.QueryRowContext(context.WithoutCancel(ctx)).Scan(&version)
	if err != nil {
		if !isBusy(err) {
			w.close()
		}
		return false
	}
	moved := fresh || version != w.last
	w.last = version
	return moved
}

func (w *commitWatch) open(ctx context.Context) error {
	conn, err := w.pool.Conn(ctx)
	if err != nil {
		return err
	}
	ask, err := conn.PrepareContext(ctx, "PRAGMA data_version")
	if err != nil {
		return errors.Join(err, conn.Close())
	}
	w.conn, w.ask = conn, ask
	return nil
}

func (w *commitWatch) close() {
	if w.conn != nil {
		w.ask.Close()
		w.conn.Close()
		w.conn, w.ask = nil, nil
	}
}
