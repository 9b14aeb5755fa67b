package database

import (
	"context"
	"errors"
	"net/url"
	"os"
)

// logFiles are the two files that SQLite keeps beside a database with a write-ahead log while it is open. A connection that only reads
// creates them too, and cannot remove them.
type logFiles struct {
	path string
	// ours says that neither was there before this process opened the database.
	ours bool
}

// lookForLogFiles looks for the files before the database is opened.
func lookForLogFiles(path string) logFiles {
	_, log := os.Stat(path + "-wal")
	_, index := os.Stat(path + "-shm")
	return logFiles{path: path, ours: errors.Is(log, os.ErrNotExist) && errors.Is(index, os.ErrNotExist)}
}

// remove removes the files after all connections of this process are closed, unless they were there before or another process has written
// to the log. SQLite itself removes them when the last connection of any process ends that may write, so one is opened and closed. It
// leaves them where another process has the database open, or where it may not write.
func (f logFiles) remove() {
	log, err := os.Stat(f.path + "-wal")
	if !f.ours || err != nil || log.Size() > 0 {
		return
	}
	pool := openPool(dsn(f.path, 0, url.Values{"mode": {"rw"}}))
	defer pool.Close()
	var pages int64
	_ = pool.QueryRowContext(context.Background(), "SELECT count(*) FROM sqlite_master").Scan(&pages) // a connection opens the file with its first statement
}
