package database

import (
	"context"
	"time"

	"github.com/uptrace/bun"
)

// The times of waiting for a lock of another process.
const (
	// defaultBusyBudget is the time within which tries of an operation begin.
	defaultBusyBudget = 5 * time.Second
	// defaultBusyTimeout is how long SQLite waits for the lock within one statement of the writer.
	defaultBusyTimeout = time.Second
	// readerBusyTimeout is the same for a reader. It is short, so that the tries of an operation end close to its budget, and so that
	// others get the connection in between.
	readerBusyTimeout = 100 * time.Millisecond
	// The pause between two tries doubles from firstPause to lastPause.
	firstPause = 2 * time.Millisecond
	lastPause  = 100 * time.Millisecond
)

// withConnection runs use on a read connection, again and again while another process holds the database locked. No try begins after
// budget; the last one may take up to readerBusyTimeout longer.
func (db *DB) withConnection(ctx context.Context, budget time.Duration, use func(conn bun.Conn) error) error {
	if db.fileFault() != nil { // it may be over
		if err := db.checkFile(); err != nil {
			return err
		}
	}
	deadline := time.Now().Add(budget)
	return db.result(ctx, false, waitOut(ctx, deadline, func() error {
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
		return conn, db.faults.failed(ErrorBusy, false, err)
	}
	return conn, err
}

// waitOut repeats try while another process holds the file locked, and returns the error of the last try. No try begins after the
// deadline; a statement of the last one may wait for the lock beyond it, as long as the busy timeout of its connection.
func waitOut(ctx context.Context, deadline time.Time, try func() error) error {
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
