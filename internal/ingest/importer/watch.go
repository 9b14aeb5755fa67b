package importer

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
)

// pollEvery is how often all files are checked, because some file systems send no notifications. debounce is how long changes are
// collected before the files are read.
const (
	pollEvery = 5 * time.Second
	debounce  = 250 * time.Millisecond
)

// Watch reads what is new whenever files change, until ctx is done. A failure to store is logged, and the lines are read again.
func (i *Importer) Watch(ctx context.Context) error {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		i.options.Logger.Warn("no notifications of file changes: files are checked every few seconds", "error", err)
		watcher = &fsnotify.Watcher{}
	} else {
		defer watcher.Close() //nolint:errcheck // nothing is written by it
	}
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	i.watching = true
	i.watchFolders(watcher)
	i.runOnce(ctx)
	var soon <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-poll.C:
			i.watchFolders(watcher)
			i.runOnce(ctx)
		case <-soon:
			soon = nil
			i.watchFolders(watcher)
			i.runOnce(ctx)
		case _, open := <-watcher.Events:
			if !open {
				watcher.Events = nil
			} else if soon == nil {
				soon = time.After(debounce)
			}
		case err := <-watcher.Errors: // the next poll finds what was missed
			i.options.Logger.Debug("a notification of a file change was lost", "error", err)
		}
	}
}

// runOnce reads what is new and logs the outcome.
func (i *Importer) runOnce(ctx context.Context) {
	summary, err := i.Run(ctx)
	switch {
	case errors.Is(err, context.Canceled), apperr.IsLogged(err):
	case err != nil:
		i.options.Logger.Warn("transcripts could not be stored; the import is retried", "error", err)
	case summary.Read > 0:
		i.options.Logger.Info("transcripts read", "files", summary.Read, "events_created", summary.Events.Created, "events_updated", summary.Events.Updated)
	}
}

// watchFolders subscribes to changes in all folders that exist by now.
func (i *Importer) watchFolders(watcher *fsnotify.Watcher) {
	if watcher.Events == nil {
		return
	}
	watched := map[string]bool{}
	for _, folder := range watcher.WatchList() {
		watched[folder] = true
	}
	for _, place := range i.options.Locations {
		walkErr := filepath.WalkDir(place.Path, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && !watched[path] && (entry.IsDir() || path == place.Path) && watcher.Add(path) != nil {
				return fs.SkipDir // too many of them: polling covers the rest
			}
			return nil //nolint:nilerr // the next call may succeed
		})
		if walkErr != nil {
			continue // the location may not exist yet
		}
	}
}
