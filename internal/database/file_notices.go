package database

import (
	"strings"

	"github.com/fsnotify/fsnotify"
)

// fileNotices are the notices of the file system that files of a database were written. A nil value has none.
type fileNotices struct {
	// path is that of the database, without symbolic links.
	path   string
	events <-chan fsnotify.Event
	// errors receives when notices were lost.
	errors <-chan error
	stop   func() error
}

// waiting returns the channel of notices if they are wanted, else nil. While nobody receives from it, the file system combines further
// notices of the same file.
func (n *fileNotices) waiting(wanted bool) <-chan fsnotify.Event {
	if n == nil || !wanted {
		return nil
	}
	return n.events
}

// concern reports whether an event is about a file whose writing may be a commit: the database, its write-ahead log or its journal.
func (n *fileNotices) concern(event fsnotify.Event) bool {
	rest, found := strings.CutPrefix(event.Name, n.path)
	return found && (rest == "" || rest == "-wal" || rest == "-journal")
}

// mostDrained bounds what drain receives. While another process writes without a pause, the file system combines the notices that nobody
// receives: to receive them all would cost more than the polls that they cause.
const mostDrained = 16

// drain receives what is waiting, and reports whether it concerns the database or was lost.
func (n *fileNotices) drain() bool {
	if n == nil {
		return false
	}
	found := false
	for range mostDrained {
		select {
		case event := <-n.events:
			found = n.concern(event) || found
		case <-n.errors: //nolint:errcheck // it only says that notices were lost
			found = true
		default:
			return found
		}
	}
	return found
}

func (n *fileNotices) close() {
	if n != nil {
		n.stop() //nolint:errcheck // nothing is written by it
	}
}
