package importer

import (
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/agent"
)

// find lists the files of all locations. Sessions come before the files of their subagents and older files before newer ones, so that
// a record that several files repeat is first read where it happened.
func (i *Importer) find() []File {
	found := map[string]File{}
	for _, location := range i.options.Locations {
		i.walk(location, found)
	}
	files := make([]File, 0, len(found))
	for _, f := range found {
		if !isCopy(f, found) {
			files = append(files, f)
		}
	}
	sort.Slice(files, func(a, b int) bool { return readBefore(files[a], files[b]) })
	for _, f := range files {
		if session := f.codexSession(); session != "" {
			i.rollouts[session] = f.Path
		}
	}
	return i.recentOnly(files)
}

func readBefore(a, b File) bool {
	if (a.agentID() == "") != (b.agentID() == "") {
		return a.agentID() == ""
	}
	if !a.Modified.Equal(b.Modified) {
		return a.Modified.Before(b.Modified)
	}
	return a.Path < b.Path
}

func (i *Importer) recentOnly(files []File) []File {
	recent := files[:0]
	for _, f := range files {
		if !f.Modified.Before(i.options.Since) {
			recent = append(recent, f)
		}
	}
	return recent
}

// walk adds the files of one location to found. Folders that cannot be read are left out.
func (i *Importer) walk(location Location, found map[string]File) {
	path, err := filepath.Abs(location.Path)
	if err != nil {
		path = location.Path
	}
	i.summary.Locations = append(i.summary.Locations, path)
	info, err := os.Stat(path)
	if err != nil {
		if !location.Optional {
			i.summary.Failed++
			i.summary.addProblem(path, reason(err))
		}
		return
	}
	if info.Mode().IsRegular() {
		found[path] = newFile(path, info)
		return
	}
	walkErr := filepath.WalkDir(path, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil //nolint:nilerr // the rest is read all the same
		case entry.IsDir() && agent.IsIgnoredFolder(entry.Name()):
			return fs.SkipDir
		case !entry.Type().IsRegular() || !agent.IsTranscriptName(entry.Name()):
			return nil
		}
		if info, err := entry.Info(); err == nil {
			found[path] = newFile(path, info)
		}
		return nil
	})
	if walkErr != nil {
		i.options.Logger.Warn("a folder cannot be read", "path", path, "error", walkErr)
	}
}

// isCopy reports whether another file holds the same transcript: a plain file is preferred to a compressed one, an active rollout to an
// archived one.
func isCopy(f File, found map[string]File) bool {
	if plain, ok := strings.CutSuffix(f.Path, packedSuffix); ok {
		if _, ok := found[plain]; ok {
			return true
		}
	}
	session := f.codexSession()
	if session == "" || !strings.Contains(f.Path, string(filepath.Separator)+"archived_sessions"+string(filepath.Separator)) {
		return false
	}
	for path, other := range found {
		if path != f.Path && other.codexSession() == session && !strings.Contains(path, "archived_sessions") {
			return true
		}
	}
	return false
}
