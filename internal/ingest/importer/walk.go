package importer

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/agent"
)

// maxBelowLink is how deep below a link files are looked for. Agents nest theirs less deeply, so a link to much else does not cost much.
const maxBelowLink = 8

// walker visits the folders and the transcripts of locations. It follows links, because users keep folders of projects elsewhere: what they lead
// to is visited after all else, so that a file which is found with and without a link has its own path. Each folder and each file is visited
// once, whatever the number of its names. A link to a folder in which its own location lies is not followed: it leads back, or to all that
// the user has.
type walker struct {
	// seen are the folders and files that were visited, by what identifies them.
	seen map[string]bool
	// links wait to be followed.
	links []link
	// onFolder and onFile are called for what is visited. Either may be nil.
	onFolder func(path string)
	onFile   func(path string, info fs.FileInfo)
}

// link is a symbolic link that was found.
type link struct {
	path string
	// root is the location in which it was found, without links.
	root string
}

func newWalker(onFolder func(string), onFile func(string, fs.FileInfo)) *walker {
	return &walker{seen: map[string]bool{}, onFolder: onFolder, onFile: onFile}
}

// location visits a location, which may be a link itself, but not the links in it.
func (w *walker) location(path string, info fs.FileInfo) {
	root, err := filepath.EvalSymlinks(path)
	if err != nil {
		root = path
	}
	if info.Mode().IsRegular() {
		w.file(path, info)
	} else if info.IsDir() {
		w.folder(path, info, root, -1)
	}
}

// folder visits a folder. left is how many levels are left below a link, -1 for any number. Folders that cannot be read are left out.
func (w *walker) folder(path string, info fs.FileInfo, root string, left int) {
	if left == 0 || !w.isNew(path, info) {
		return
	}
	if w.onFolder != nil {
		w.onFolder(path)
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return
	}
	for _, entry := range entries {
		inner, kind := filepath.Join(path, entry.Name()), entry.Type()
		switch {
		case kind&fs.ModeSymlink != 0:
			w.links = append(w.links, link{inner, root})
		case kind.IsDir() && !agent.IsIgnoredFolder(entry.Name()):
			if info, err := entry.Info(); err == nil {
				w.folder(inner, info, root, left-1)
			}
		case kind.IsRegular() && agent.IsTranscriptName(entry.Name()):
			if info, err := entry.Info(); err == nil {
				w.file(inner, info)
			}
		}
	}
}

func (w *walker) file(path string, info fs.FileInfo) {
	if w.isNew(path, info) && w.onFile != nil {
		w.onFile(path, info)
	}
}

// followLinks visits what the links lead to that were found so far, and what the links in there lead to.
func (w *walker) followLinks() {
	for len(w.links) > 0 {
		next := w.links[0]
		w.links = w.links[1:]
		target, err := filepath.EvalSymlinks(next.path)
		if err != nil || contains(target, next.root) {
			continue // it leads nowhere, or out of its location and back into it
		}
		info, err := os.Stat(next.path)
		name := filepath.Base(next.path)
		switch {
		case err != nil:
		case info.IsDir() && !agent.IsIgnoredFolder(name):
			w.folder(next.path, info, next.root, maxBelowLink)
		case info.Mode().IsRegular() && agent.IsTranscriptName(name):
			w.file(next.path, info)
		}
	}
}

// contains reports whether a folder is another one, or contains it.
func contains(folder, other string) bool {
	rest, ok := strings.CutPrefix(other, folder)
	return ok && (rest == "" || os.IsPathSeparator(rest[0]) || strings.HasSuffix(folder, string(filepath.Separator)))
}

// isNew reports whether a folder or a file was not visited yet, and notes it.
func (w *walker) isNew(path string, info fs.FileInfo) bool {
	id := identity(path, info)
	if w.seen[id] {
		return false
	}
	w.seen[id] = true
	return true
}
