package database

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
)

// faultText says what a fault means.
type faultText struct {
	// public is what a client reads.
	public string
	// log is what an operator reads, with what to do.
	log string
	// lasts says that the fault does not end before the server is restarted, whatever succeeds meanwhile.
	lasts bool
}

// faultTexts returns the texts of all faults. An error of another kind is a fault of the program or of its caller.
func faultTexts() map[ErrorKind]faultText {
	return map[ErrorKind]faultText{
		ErrorBusy: {
			public: unavailableText,
			log:    "the database is locked by another process, or very busy",
		},
		ErrorFull: {
			public: "The disk is full: nothing can be stored until there is space again.",
			log:    "the disk is full, or a quota is used up: nothing can be stored until there is space again",
		},
		ErrorDamaged: {
			public: "The database file is damaged, or another program overwrote it. Stop the server and restore a backup.",
			log:    "the database file is damaged, or another program overwrote it; stop the server and restore a backup, or try `sqlite3 FILE .recover` on a copy",
			lasts:  true,
		},
		ErrorRemoved: {
			public: "The database file was removed. Put it back, or restart the server with a new one.",
			log:    "the database file was removed; put it back, or restart to begin a new one",
		},
		ErrorReplaced: {
			public: "Another file took the place of the database file. Restart the server.",
			log:    "another file took the place of the database file; restart to serve it",
		},
		ErrorOverwritten: {
			public: "The database file was truncated, or another file was copied over it. Stop the server and restore the file.",
			log:    "the database file was truncated, or another file was copied over it; stop the server, remove FILE-wal and FILE-shm, then restore a backup or copy the file again",
			lasts:  true,
		},
		ErrorUnreachable: {
			public: "The database file cannot be read or written: the disk or the file system reports an error.",
			log:    "the database file cannot be read or written; check the disk, the file system and the permissions of the file and its folder",
		},
		ErrorReadOnly: {
			public: "The database file cannot be written any more: its permissions or its file system have changed.",
			log:    "the database file cannot be written any more; check its permissions, those of its folder, and whether the file system is mounted read-only",
		},
		ErrorFiles: {
			public: "The server has too many files and connections open.",
			log:    "the server has too many files and connections open; raise its limit of open files (ulimit -n)",
		},
		ErrorSchema: {
			public: "The tables of the database have changed since the server opened it. Restart the server.",
			log:    "another program changed the tables of the database, such as a newer release; restart the server, or update it",
			lasts:  true,
		},
	}
}

// faults knows the faults of a database, and logs each once when it begins and once when it ends. All loops and requests use the database,
// so none of them needs to log what is wrong with it. It is safe for concurrent use.
type faults struct {
	path   string
	logger *slog.Logger
	texts  map[ErrorKind]faultText
	// count is the number of current faults: operations that succeed need no lock while there are none.
	count   atomic.Int64
	mu      sync.Mutex
	current map[fault]time.Time
}

// fault is a kind of error in reads or in writes.
type fault struct {
	kind  ErrorKind
	write bool
}

func newFaults(path string, logger *slog.Logger) *faults {
	return &faults{path: path, logger: logger, texts: faultTexts(), current: map[fault]time.Time{}}
}

// failed notes that a read or a write failed with an error of a kind, and returns the error for its caller.
func (f *faults) failed(kind ErrorKind, write bool, cause error) error {
	text := f.texts[kind]
	f.mu.Lock()
	_, known := f.current[fault{kind, write}]
	other := f.knows(kind)
	f.current[fault{kind, write}] = time.Now()
	f.count.Store(int64(len(f.current)))
	f.mu.Unlock()
	if !known && !other {
		level := slog.LevelError
		if kind == ErrorBusy {
			level = slog.LevelWarn
		}
		f.logger.Log(context.Background(), level, text.log, "path", f.path, "error", cause)
	}
	return &apperr.Error{Code: apperr.CodeUnavailable, Public: text.public, RetryAfter: retryAfter, Err: cause, Logged: true}
}

// knows reports whether there is a fault of a kind. The caller holds the lock.
func (f *faults) knows(kind ErrorKind) bool {
	for known := range f.current {
		if known.kind == kind {
			return true
		}
	}
	return false
}

// succeeded notes that a read or a write succeeded. A write shows that reads work too.
func (f *faults) succeeded(write bool) {
	if f.count.Load() == 0 {
		return
	}
	f.end(func(known fault) bool {
		return !f.texts[known.kind].lasts && (write || !known.write) && !known.kind.isOfFile()
	})
}

// end ends the faults that ended selects.
func (f *faults) end(ended func(fault) bool) {
	f.mu.Lock()
	var kinds []ErrorKind
	for known := range f.current {
		if ended(known) {
			delete(f.current, known)
			kinds = append(kinds, known.kind)
		}
	}
	f.count.Store(int64(len(f.current)))
	var over []ErrorKind
	for _, kind := range kinds {
		if !f.knows(kind) {
			over = append(over, kind)
		}
	}
	f.mu.Unlock()
	for _, kind := range over {
		f.logger.Info("the database works again", "path", f.path, "ended", f.texts[kind].log)
	}
}

// faultMemory is how long a fault is reported after it was last seen, where nothing has succeeded since.
const faultMemory = 10 * time.Second

// recent returns the error of a fault that was seen recently, nil for none.
func (f *faults) recent() error {
	if f.count.Load() == 0 {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for known, seen := range f.current {
		if text := f.texts[known.kind]; text.lasts || time.Since(seen) < faultMemory {
			return &apperr.Error{Code: apperr.CodeUnavailable, Public: text.public, RetryAfter: retryAfter, Logged: true}
		}
	}
	return nil
}

// result turns the outcome of a read or a write into the error for its caller. Application errors and ended contexts pass through.
func (db *DB) result(ctx context.Context, write bool, err error) error {
	var known *apperr.Error
	switch {
	case err == nil:
		db.faults.succeeded(write)
		return nil
	case errors.As(err, &known):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	}
	kind := db.dialect.ErrorKind(err)
	if kind == ErrorReadOnly && db.ReadOnly() {
		return &apperr.Error{Code: apperr.CodeReadOnly, Public: "The database is opened read-only.", Err: err}
	}
	if kind == ErrorDamaged || kind == ErrorUnreachable || kind == ErrorOther && db.file.permit() != nil {
		if fault := db.checkFile(); fault != nil {
			return fault // that is why
		}
	}
	if kind == ErrorOther {
		return fmt.Errorf("database: %w", err)
	}
	return db.faults.failed(kind, write, err)
}
