package database

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"github.com/uptrace/bun"
)

const (
	// longLogBytes is the length from which on a write-ahead log is shortened, longBulkLogBytes that of a process that writes many rows.
	longLogBytes     = 2 * keptLogBytes
	longBulkLogBytes = 4 * bulkLogPages * 4 << 10
	// shortenBudget is how long the writer waits for readers to shorten the log.
	shortenBudget = 250 * time.Millisecond
)

// logLength is the length from which on the log is shortened next, 0 for that of the options.
type logLength struct{ next atomic.Int64 }

// shortenLog shortens a log that has become too long. SQLite itself writes the log back after a commit, but starts it again only at a moment
// at which nobody reads from it. Where one read begins before another has ended, that moment never comes and the log grows without end. This
// waits for those who read: who begins meanwhile reads from the file, into which the whole log was written. A read that takes longer than the
// writer may wait, such as that of a backup, is waited for again when the log has grown further.
func (db *DB) shortenLog(ctx context.Context) {
	long := int64(longLogBytes)
	if db.options.Bulk {
		long = longBulkLogBytes
	}
	info, err := os.Stat(db.options.Path + "-wal")
	if err != nil || info.Size() < max(long, db.logLength.next.Load()) {
		return
	}
	shortened, err := db.restartLog(context.WithoutCancel(ctx))
	if err != nil {
		db.options.Logger.Debug("the write-ahead log cannot be shortened now", "path", db.options.Path, "error", err)
	}
	if shortened {
		db.logLength.next.Store(0)
	} else {
		db.logLength.next.Store(info.Size() + long/2)
	}
}

// restartLog writes the log back and makes it empty, and reports whether it could.
func (db *DB) restartLog(ctx context.Context) (restarted bool, err error) {
	waiting, cancel := context.WithTimeout(ctx, shortenBudget)
	defer cancel()
	conn, err := db.writer.Conn(waiting)
	if err != nil {
		return false, err
	}
	defer conn.Close()
	if err := setBusyTimeout(ctx, conn, shortenBudget); err != nil {
		return false, err
	}
	var busy, pages, moved int64
	err = conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved)
	if failed := setBusyTimeout(ctx, conn, db.options.BusyTimeout); failed != nil {
		return false, failed
	}
	return err == nil && busy == 0, err
}

func setBusyTimeout(ctx context.Context, conn bun.Conn, timeout time.Duration) error {
	var milliseconds int64
	return conn.QueryRowContext(ctx, fmt.Sprintf("PRAGMA busy_timeout = %d", timeout.Milliseconds())).Scan(&milliseconds)
}
