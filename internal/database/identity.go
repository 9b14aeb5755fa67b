package database

import (
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
)

// identityPause is the time between two checks that the path still leads to the open file.
const identityPause = time.Second

// identity remembers the file that was opened. When the path leads to another file, or to none, only this process still sees the open
// one: to serve it would be to serve the past.
type identity struct {
	path    string
	opened  os.FileInfo
	gone    atomic.Bool
	logger  *slog.Logger
	checked time.Time
}

// identify remembers the file at path.
func identify(path string, logger *slog.Logger) (*identity, error) {
	opened, err := os.Stat(path)
	return &identity{path: path, opened: opened, logger: logger}, err
}

// check compares the file at the path with the open one, not more often than each identityPause, and reports whether the answer changed.
func (i *identity) check(now time.Time) bool {
	if now.Sub(i.checked) < identityPause {
		return false
	}
	i.checked = now
	info, err := os.Stat(i.path)
	gone := err != nil || !os.SameFile(info, i.opened)
	if i.gone.Swap(gone) == gone {
		return false
	}
	if gone {
		i.logger.Error("the database file was removed or replaced; restart to serve what is there now", "path", i.path)
	} else {
		i.logger.Info("the database file is back", "path", i.path)
	}
	return true
}

// lost returns an apperr.CodeUnavailable error while the file is gone.
func (i *identity) lost() error {
	if !i.gone.Load() {
		return nil
	}
	return apperr.Unavailable("The database file was removed or replaced. Restart the server.", retryAfter, nil)
}
