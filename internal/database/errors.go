package database

import (
	"errors"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"
)

// retryAfter is how long a client is asked to wait when the database could not be reached.
const retryAfter = time.Second

// unavailableText is what a client reads while the file is locked, whether its request waited for the lock itself or for other requests
// that wait for it.
const unavailableText = "The database is locked by another process, or very busy."

// errForeign marks a SQLite file without the tables that identify an HtmlGraph database.
var errForeign = errors.New("no HtmlGraph tables")

// damageError carries what SQLite found wrong with the pages of a file.
type damageError struct{ verdict string }

// Error returns the verdict.
func (e *damageError) Error() string { return "damaged: " + e.verdict }

// sqliteCode returns the primary result code of SQLite in err's chain, 0 if there is none.
func sqliteCode(err error) sqlite3.ErrNo {
	var e sqlite3.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return 0
}

func isBusy(err error) bool {
	code := sqliteCode(err)
	return code == sqlite3.ErrBusy || code == sqlite3.ErrLocked
}

func isCantOpen(err error) bool {
	code := sqliteCode(err)
	return code == sqlite3.ErrCantOpen || code == sqlite3.ErrReadonly
}

// completeInstallation is the command that installs a program with everything that files of other programs need.
const completeInstallation = "go install -tags sqlite_fts5 github.com/htmlgraph/htmlgraph/cmd/htmlgraph@latest"

// isModuleMissing reports whether a statement met a virtual table of a module that SQLite was built without. The driver contains the full-text
// index only where a build tag asks for it, and SQLite has no code of its own for this error.
func isModuleMissing(err error) bool {
	return err != nil && strings.Contains(err.Error(), "no such module: ")
}

// fileError turns an error at opening into one sentence for the operator.
func fileError(path string, err error) error {
	var damage *damageError
	reason := err.Error()
	switch {
	case errors.Is(err, errForeign):
		reason = "it is a SQLite database, but not one of HtmlGraph (it has neither agent_events nor features and sessions)"
	case errors.As(err, &damage):
		reason = "the file is damaged; restore a backup or try `sqlite3 FILE .recover` on a copy"
	case isModuleMissing(err):
		reason = "it has full-text tables, for which this program was built without SQLite's module; install it with " + completeInstallation
	default:
		if known, ok := openReasons[sqliteCode(err)]; ok {
			reason = known
		}
	}
	return &FileError{Path: path, Reason: reason, Err: err}
}

var openReasons = map[sqlite3.ErrNo]string{
	sqlite3.ErrNotADB:   "it is not a SQLite database",
	sqlite3.ErrCorrupt:  "the file is damaged; restore a backup or try `sqlite3 FILE .recover` on a copy",
	sqlite3.ErrBusy:     "another process holds it locked; try again when that has finished",
	sqlite3.ErrLocked:   "another process holds it locked; try again when that has finished",
	sqlite3.ErrReadonly: "no permission to write it or its folder; serve it with --read-only",
	sqlite3.ErrCantOpen: "no permission to open it or to write to its folder",
	sqlite3.ErrPerm:     "permission denied",
	sqlite3.ErrFull:     "the disk is full",
}
