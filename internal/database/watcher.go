package database

import (
	"context"
	"database/sql"
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
	last int64
}

// changed reports whether there was a commit since the last look. A look that fails
// because the file is locked tells nothing and is made up for by the next one.
func (w *commitWatch) changed(ctx context.Context) bool {
	fresh := w.conn == nil
	if fresh {
		conn, err := w.pool.Conn(ctx)
		if err != nil {
			return false
		}
		w.conn = conn
	}
	var version int64
	err := w.conn.QueryRowContext(ctx, "PRAGMA data_version").Scan(&version)
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

func (w *commitWatch) close() {
	if w.conn != nil {
		w.conn.Close()
		w.conn = nil
	}
}
