package database

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// identityPause is the time between two looks at the file while nothing is written to it.
const identityPause = time.Second

// sizeBudget is how long the question for the size of the database may take. Usually it takes microseconds.
const sizeBudget = 100 * time.Millisecond

// identity remembers the file that was opened. When the path leads to another file, or to none, only this process still sees the open
// one: to serve it would be to serve the past.
type identity struct {
	path   string
	opened os.FileInfo
	// kind is the ErrorKind of what happened to the file, ErrorOther for nothing.
	kind atomic.Int64

	mu      sync.Mutex
	size    int64
	checked time.Time
}

// identify remembers the file at path.
func identify(path string) (*identity, error) {
	opened, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	return &identity{path: path, opened: opened, size: opened.Size()}, nil
}

// look looks at the file, and returns what happened to it, and whether it became smaller since the last look.
func (i *identity) look() (kind ErrorKind, shrunk bool) {
	info, err := os.Stat(i.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return ErrorRemoved, false
	case err != nil:
		return ErrorUnreachable, false
	case !os.SameFile(info, i.opened):
		return ErrorReplaced, false
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	shrunk = info.Size() < i.size
	if !shrunk {
		i.size = info.Size()
	}
	return ErrorOther, shrunk
}

// accept accepts that the file has become smaller.
func (i *identity) accept(size int64) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.size = size
}

// errOtherFile is the error of a connection that is not opened, because it would lead to another file.
var errOtherFile = errors.New("the path leads to another file")

// permit returns an error where the path does not lead to the file that was opened first. A connection to another file at the same path would
// take the index of the write-ahead log, which lies beside it, for its own, and cut it: SQLite has it mapped into memory for the first
// file, and the process would end with SIGBUS.
func (i *identity) permit() error {
	info, err := os.Stat(i.path)
	if err == nil && !os.SameFile(info, i.opened) {
		err = errOtherFile
	}
	return err
}

// due reports whether the last look is some time ago, and notes a new one.
func (i *identity) due(now time.Time) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if now.Sub(i.checked) < identityPause {
		return false
	}
	i.checked = now
	return true
}

// checkFile looks at the file, and returns the error of what happened to it, nil for nothing. What happened lasts until the file is back; what
// SQLite has of a file that was overwritten, in memory and in the log, never belongs to it again.
func (db *DB) checkFile() error {
	kind, shrunk := db.file.look()
	before := ErrorKind(db.file.kind.Load())
	switch {
	case kind != ErrorOther:
	case before == ErrorOverwritten, shrunk && db.isTruncated(), db.content != nil && db.content.isOverwritten():
		kind = ErrorOverwritten
	}
	db.file.kind.Store(int64(kind))
	if kind != before {
		db.faults.end(func(known fault) bool { return known.kind.isOfFile() && known.kind != kind })
		db.advance() // what was read from the file before is not to be served any more, or may be again
	}
	return db.fileFault()
}

// isTruncated reports whether pages are missing in a file that became smaller. Those of the write-ahead log may not be in it yet, and all
// others are. The file itself must not be opened for that: to close it would end the locks that SQLite holds on it in this process.
func (db *DB) isTruncated() bool {
	if info, err := os.Stat(db.file.path); err == nil && info.Size() == 0 {
		return true
	}
	const wanted = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
	var size int64
	ctx, cancel := context.WithTimeout(context.Background(), sizeBudget)
	defer cancel()
	if db.reader.QueryRowContext(ctx, wanted).Scan(&size) != nil {
		return false // the statement that fails says why
	}
	if log, err := os.Stat(db.file.path + "-wal"); err == nil {
		size -= log.Size()
	}
	info, err := os.Stat(db.file.path)
	if err != nil || info.Size() < size {
		return err == nil
	}
	db.file.accept(info.Size())
	return false
}

// fileFault returns the error of what happened to the file as of the last look, nil for nothing.
func (db *DB) fileFault() error {
	kind := ErrorKind(db.file.kind.Load())
	if kind == ErrorOther {
		return nil
	}
	return db.faults.failed(kind, false, errors.New("the file at the path is not the one that was opened"))
}

// checkFileAgain looks at the file after a notice, and where the last look is some time ago.
func (db *DB) checkFileAgain(now time.Time, noticed bool) {
	if db.file.due(now) || noticed {
		db.checkFile() //nolint:errcheck // whoever uses the database gets the error
	}
}
