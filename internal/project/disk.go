package project

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// maxRemembered bounds the folders of which OnDisk remembers what they stand for.
const maxRemembered = 10_000

// OnDisk returns a resolver that follows links, and leads a worktree of git to its repository. What it finds for a folder stays.
func OnDisk() Resolver {
	var mu sync.Mutex
	known := map[string]string{}
	return func(folder string) (string, bool) {
		mu.Lock()
		found, ok := known[folder]
		mu.Unlock()
		if !ok {
			found = resolve(folder)
			mu.Lock()
			if len(known) >= maxRemembered {
				clear(known)
			}
			known[folder] = found
			mu.Unlock()
		}
		return found, found != ""
	}
}

// resolve returns the folder that a folder stands for, "" where it is not here.
func resolve(folder string) string {
	if !filepath.IsAbs(folder) {
		return ""
	}
	real, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return ""
	}
	if main := repositoryOf(real); main != "" {
		return main
	}
	return real
}

// maxPointer is the size of the largest .git file that is read, in bytes.
const maxPointer = 4 << 10

// repositoryOf returns the repository of which a folder is a worktree, "" for any other folder. In a worktree .git is a file that names the
// folder .git/worktrees/NAME of the repository.
func repositoryOf(folder string) string {
	pointer := filepath.Join(folder, ".git")
	info, err := os.Lstat(pointer)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxPointer {
		return ""
	}
	text, err := os.ReadFile(pointer)
	if err != nil {
		return ""
	}
	at, ok := strings.CutPrefix(strings.TrimSpace(string(text)), "gitdir:")
	if !ok {
		return ""
	}
	at = strings.TrimSpace(at)
	if !filepath.IsAbs(at) {
		at = filepath.Join(folder, at)
	}
	git := filepath.Dir(filepath.Dir(filepath.Clean(at)))
	if filepath.Base(filepath.Dir(filepath.Clean(at))) != "worktrees" || filepath.Base(git) != ".git" {
		return ""
	}
	return filepath.Dir(git)
}
