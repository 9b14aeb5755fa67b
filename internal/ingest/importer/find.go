package importer

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// find lists the files of all locations. Sessions come before the files of their subagents and older files before newer ones, so that
// a record that several files repeat is first read where it happened.
func (i *Importer) find() []File {
	found := map[string]File{}
	w := newWalker(nil, func(path string, info fs.FileInfo) { found[path] = newFile(path, info) })
	for _, location := range i.options.Locations {
		i.walk(location, w)
	}
	w.followLinks()
	files := make([]File, 0, len(found))
	for _, f := range found {
		if !isCopy(f, found) {
			files = append(files, f)
		}
	}
	sort.Slice(files, func(a, b int) bool { return readBefore(files[a], files[b]) })
	for _, f := range files {
		if session := f.codexSession(); session != "" {
			if !slices.Contains(i.rollouts[session], f.Path) {
				i.rollouts[session] = append(i.rollouts[session], f.Path)
			}
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

// walk visits one location.
func (i *Importer) walk(location Location, w *walker) {
	path, err := filepath.Abs(location.Path)
	if err != nil {
		path = location.Path
	}
	i.summary.Locations = append(i.summary.Locations, path)
	info, err := os.Stat(path)
	if err == nil {
		w.location(path, info)
	} else if !location.Optional {
		i.summary.Failed++
		i.summary.addProblem(path, reason(err))
	}
}

// isCopy reports whether another file holds the same transcript: a plain file is preferred to a compressed one, an active rollout to an
// archived one.
func isCopy(f File, found map[string]File) bool {
	if plain, ok := strings.CutSuffix(f.Path, transcript.PackedSuffix); ok {
		if _, ok := found[plain]; ok {
			return true
		}
	}
	if f.codexSession() == "" || !strings.Contains(f.Path, string(filepath.Separator)+"archived_sessions"+string(filepath.Separator)) {
		return false
	}
	for path, other := range found {
		if path != f.Path && other.name() == f.name() && !strings.Contains(path, "archived_sessions") {
			return true
		}
	}
	return false
}
