package database

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Generation returns a number that differs after every commit to the database, by this
// process or by another. An answer that was computed at a generation is valid as long as the generation is the same.
func (db *DB) Generation() uint64 { return db.generation.Load() }

// watchCommits polls SQLite's data_version, which changes when another connection
// commits. A poll costs microseconds and serves the whole process.
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
			if db.file.check(now) || changed {
				moved = now
				db.advance()
			}
			timer.Reset(db.pollPause(now.Sub(moved)))
		}
	}
}

// quietAfter is how long after the last commit polls become rarer.
const quietAfter = 2 * time.Second

// pollPause returns the time to the next poll. While there are no writes, every wake-up is wasted.
func (db *DB) pollPause(quiet time.Duration) time.Duration {
	if quiet < quietAfter {
		return db.options.PollInterval
	}
	return 2 * db.options.PollInterval
}

// commitWatch holds the one connection whose data_version is compared with earlier values of itself. The number means nothing on another
// connection.
type commitWatch struct {
	pool *sql.DB
	conn *sql.Conn
	// poll is prepared once, because it runs a hundred times a second.
	poll *sql.Stmt
	last int64
}

// changed reports whether there was a commit since the last poll. A poll that fails
// because the file is locked reports none, and the next one makes up for it.
func (w *commitWatch) changed(ctx context.Context) bool {
	fresh := w.conn == nil
	if fresh {
		if err := w.open(ctx); err != nil {
			return false
		}
	}
	var version int64
	// A context that can end would cost more than the poll itself.
	err := w.poll.QueryRowContext(context.WithoutCancel(ctx)).Scan(&version)
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
	poll, err := conn.PrepareContext(ctx, "PRAGMA data_version")
	if err != nil {
		return errors.Join(err, conn.Close())
	}
	w.conn, w.poll = conn, poll
	return nil
}

func (w *commitWatch) close() {
	if w.conn != nil {
		w.poll.Close()
		w.conn.Close()
		w.conn, w.poll = nil, nil
	}
}
