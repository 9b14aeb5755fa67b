package importer

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
)

// How often all files are looked at, because some file systems tell nothing, and how long changes are gathered.
const (
	pollEvery = 5 * time.Second
	debounce  = 250 * time.Millisecond
)

// Watch reads what is new whenever files change, until ctx is done. A failure to store is logged, and the lines come again.
func (i *Importer) Watch(ctx context.Context) error {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		i.options.Logger.Warn("changes of files are looked for every few seconds alone", "error", err)
		watcher = &fsnotify.Watcher{}
	} else {
		defer watcher.Close() //nolint:errcheck // nothing is written by it
	}
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	i.follow(watcher)
	i.again(ctx)
	var soon <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-poll.C:
			i.follow(watcher)
			i.again(ctx)
		case <-soon:
			soon = nil
			i.follow(watcher)
			i.again(ctx)
		case _, open := <-watcher.Events:
			if !open {
				watcher.Events = nil
			} else if soon == nil {
				soon = time.After(debounce)
			}
		case err := <-watcher.Errors: // what it missed the next look finds
			i.options.Logger.Debug("a change of files was missed", "error", err)
		}
	}
}

// again reads what is new, and logs what came of it.
func (i *Importer) again(ctx context.Context) {
	summary, err := i.Run(ctx)
	switch {
	case errors.Is(err, context.Canceled):
	case err != nil:
		i.options.Logger.Warn("transcripts could not be stored; they are tried again", "error", err)
	case summary.Read > 0:
		i.options.Logger.Info("transcripts read", "files", summary.Read, "events_created", summary.Events.Created, "events_updated", summary.Events.Updated)
	}
}

// follow asks to be told of changes in all folders there are by now. To ask twice does no harm.
func (i *Importer) follow(watcher *fsnotify.Watcher) {
	if watcher.Events == nil {
		return
	}
	watched := map[string]bool{}
	for _, folder := range watcher.WatchList() {
		watched[folder] = true
	}
	for _, place := range i.options.Places {
		walkErr := filepath.WalkDir(place.Path, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && !watched[path] && (entry.IsDir() || path == place.Path) && watcher.Add(path) != nil {
				return fs.SkipDir // too many of them: the poll looks there
			}
			return nil //nolint:nilerr // what cannot be looked at now the next look may find
		})
		if walkErr != nil {
			continue // it may not be there yet
		}
	}
}
