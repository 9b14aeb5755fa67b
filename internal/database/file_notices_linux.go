package database

import (
	"path/filepath"

	"github.com/fsnotify/fsnotify"
)

// newFileNotices watches the folder of the file at path, because files of a database come and go. It returns nil where the file system
// cannot notify, such as when the limit of watches of the system is reached.
func newFileNotices(path string) *fileNotices {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil
	}
	if real, err = filepath.Abs(real); err != nil { // notices name files below the folder as it was given, such as "./x.db"
		return nil
	}
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return nil
	}
	if err := watcher.Add(filepath.Dir(real)); err != nil {
		watcher.Close() //nolint:errcheck // nothing is written by it
		return nil
	}
	return &fileNotices{path: real, events: watcher.Events, errors: watcher.Errors, stop: watcher.Close}
}
