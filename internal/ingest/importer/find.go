package importer

import (
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"
)

// Place is a file or a folder in which transcripts may lie.
type Place struct {
	Path string
	// Optional says that it need not be there: it is a place where an agent keeps its files if it is used.
	Optional bool
}

// DefaultPlaces returns where the agents keep their transcripts. getenv reads the environment.
func DefaultPlaces(home string, getenv func(string) string) []Place {
	var places []Place
	add := func(parts ...string) {
		places = append(places, Place{Path: filepath.Join(parts...), Optional: true})
	}
	if folders := getenv("CLAUDE_CONFIG_DIR"); folders != "" {
		for _, folder := range strings.Split(folders, ",") {
			if folder = strings.TrimSpace(folder); folder != "" {
				add(folder, "projects")
			}
		}
	} else if home != "" {
		add(home, ".claude", "projects")
		add(home, ".config", "claude", "projects")
	}
	codex := getenv("CODEX_HOME")
	if codex == "" && home != "" {
		codex = filepath.Join(home, ".codex")
	}
	if codex != "" {
		add(codex, "sessions")
		add(codex, "archived_sessions")
	}
	if home != "" {
		add(home, ".gemini", "tmp")
	}
	return places
}

// find lists the files of all places. Sessions come before their subagents and older ones before newer ones, so that what
// is repeated is met where it happened first.
func (i *Importer) find() []File {
	found := map[string]File{}
	for _, place := range i.options.Places {
		i.walk(place, found)
	}
	files := make([]File, 0, len(found))
	for _, f := range found {
		if !covered(f, found) {
			files = append(files, f)
		}
	}
	sort.Slice(files, func(a, b int) bool {
		x, y := files[a], files[b]
		if (x.agentID() == "") != (y.agentID() == "") {
			return x.agentID() == ""
		}
		if !x.Modified.Equal(y.Modified) {
			return x.Modified.Before(y.Modified)
		}
		return x.Path < y.Path
	})
	for _, f := range files {
		if session := f.rollout(); session != "" {
			i.rollouts[session] = f.Path
		}
	}
	return i.recentOnly(files)
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

// walk adds the files of one place. Folders that cannot be read are left out.
func (i *Importer) walk(place Place, found map[string]File) {
	path, err := filepath.Abs(place.Path)
	if err != nil {
		path = place.Path
	}
	i.summary.Places = append(i.summary.Places, path)
	info, err := os.Stat(path)
	if err != nil {
		if !place.Optional {
			i.summary.Failed++
			i.summary.note(path, reason(err))
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
		case entry.IsDir() && entry.Name() == "tool-results":
			return fs.SkipDir
		case !entry.Type().IsRegular() || !mayBeTranscript(path):
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

// mayBeTranscript tells by the name whether a file in a folder is worth a look.
func mayBeTranscript(path string) bool {
	base := filepath.Base(path)
	switch {
	case base == "journal.jsonl", base == "session_index.jsonl", base == "history.jsonl":
		return false
	case strings.HasSuffix(base, ".jsonl"), strings.HasSuffix(base, ".jsonl.zst"):
		return true
	default:
		return strings.HasSuffix(base, ".json") && strings.HasPrefix(base, "session-")
	}
}

// covered reports whether another file holds the same: the plain one wins over the compressed one, the active one over the archived.
func covered(f File, found map[string]File) bool {
	if plain, ok := strings.CutSuffix(f.Path, ".zst"); ok {
		if _, ok := found[plain]; ok {
			return true
		}
	}
	session := f.rollout()
	if session == "" || !strings.Contains(f.Path, string(filepath.Separator)+"archived_sessions"+string(filepath.Separator)) {
		return false
	}
	for path, other := range found {
		if path != f.Path && other.rollout() == session && !strings.Contains(path, "archived_sessions") {
			return true
		}
	}
	return false
}

// File is a file that may be a transcript.
type File struct {
	Path     string
	Size     int64
	Modified time.Time
	Inode    uint64
}

func newFile(path string, info fs.FileInfo) File {
	return File{Path: path, Size: info.Size(), Modified: info.ModTime(), Inode: inode(info)}
}
