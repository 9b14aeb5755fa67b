package importer

import (
	"context"
	"errors"
	"os"
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
		i.options.Logger.Info("transcripts read", "files", summary.Read, "again", summary.Again+summary.Rewritten, "events_created", summary.Events.Created, "events_updated", summary.Events.Updated)
	}
	if i.options.AfterRun != nil && err == nil {
		i.options.AfterRun(ctx, i.ReadFiles)
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
	add := func(path string) {
		if !watched[path] {
			watched[path] = true
			_ = watcher.Add(path) // too many of them: polling covers the rest
		}
	}
	w := newWalker(add, nil)
	for _, location := range i.options.Locations {
		info, err := os.Stat(location.Path)
		if err != nil {
			continue // it may not exist yet
		}
		if info.Mode().IsRegular() {
			add(location.Path)
		}
		w.location(location.Path, info)
	}
	w.followLinks()
}
