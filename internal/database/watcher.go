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
func (db *DB) watchCommits(ctx context.Context, watch *commitWatch) {
	defer close(db.stopped)
	ticker := time.NewTicker(db.options.PollInterval)
	defer ticker.Stop()
	defer watch.close()
	for {
		changed := watch.changed(ctx)
		if db.file.look(time.Now()) || changed {
			db.move()
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
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
