// Package hookinstall owns how coding agents learn to call `htmlgraph hook`: it adds the hooks to the settings of an agent, or takes them
// out again. All else in a file stays as it is, byte for byte, comments and order included.
package hookinstall

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/diff"
)

// Options says what is to be done.
type Options struct {
	// Program is the absolute path of the program that hooks call.
	Program string
	// Project says that the settings are those of a project.
	Project bool
	// Remove takes the hooks out instead.
	Remove bool
	// DryRun changes nothing and tells the difference.
	DryRun bool
	// Now is the clock: backups carry the time in their names.
	Now func() time.Time
}

// Outcome is what became of the settings of one agent.
type Outcome struct {
	// Path is the file; Backup is the copy of what it was, "" where nothing was there or nothing changed.
	Path, Backup string
	// Changed counts the hooks that were added, changed or taken out.
	Changed int
	// Diff is the difference as a patch.
	Diff string
}

// file returns the name of the file that holds the hooks.
func (a Agent) file(project bool) string {
	if project && a.ProjectFile != "" {
		return a.ProjectFile
	}
	return a.File
}

// Apply changes the settings of an agent in a folder, which is its own folder of the user or of a project.
func Apply(agent Agent, folder string, o Options) (Outcome, error) {
	path, err := target(filepath.Join(folder, agent.file(o.Project)))
	if err != nil {
		return Outcome{}, err
	}
	outcome := Outcome{Path: path}
	before, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return outcome, fmt.Errorf("read the settings of %s: %w", agent.Title, err)
	}
	after, changed, err := agent.edited(before, o)
	if err != nil {
		return outcome, fmt.Errorf("%s is left as it is: %w", path, err)
	}
	outcome.Changed = changed
	if bytes.Equal(before, after) {
		return outcome, nil
	}
	outcome.Diff = string(diff.Diff(path, before, path, after))
	if o.DryRun {
		return outcome, nil
	}
	return outcome, outcome.write(before, after, o)
}

// target returns the file itself where its name is a link: people keep their settings elsewhere.
func target(path string) (string, error) {
	real, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		return path, nil
	}
	return real, err
}

// write keeps what was and puts what is to be in its place. A file that holds nothing without the hooks is removed, unless it was
// there, as empty, before.
func (o *Outcome) write(before, after []byte, options Options) error {
	made := strings.TrimSpace(string(after)) == "{}" && options.Remove && !o.wasEmpty()
	if len(before) > 0 {
		o.Backup = o.Path + "." + options.Now().UTC().Format("20060102T150405.000") + backupEnd
		if err := replace(o.Backup, before, mode(o.Path)); err != nil {
			return fmt.Errorf("keep a copy of the settings: %w", err)
		}
	}
	if made {
		return os.Remove(o.Path)
	}
	if err := os.MkdirAll(filepath.Dir(o.Path), 0o755); err != nil {
		return fmt.Errorf("make the folder of the settings: %w", err)
	}
	if err := replace(o.Path, after, mode(o.Path)); err != nil {
		return fmt.Errorf("write the settings: %w", err)
	}
	return nil
}

const backupEnd = ".bak"

// wasEmpty reports whether a copy that was kept shows the file as one that was there and held nothing.
func (o *Outcome) wasEmpty() bool {
	names, err := filepath.Glob(o.Path + ".*" + backupEnd)
	if err != nil {
		return true
	}
	return slices.ContainsFunc(names, func(name string) bool {
		content, err := os.ReadFile(name)
		return err != nil || strings.TrimSpace(string(content)) == "{}" || strings.TrimSpace(string(content)) == ""
	})
}

// mode returns the permissions of a file, and those of a new one if it is not there.
func mode(path string) fs.FileMode {
	if info, err := os.Stat(path); err == nil {
		return info.Mode().Perm()
	}
	return 0o600
}

// replace puts content in the place of a file at once, so that an agent reads all of it or what was before.
func replace(path string, content []byte, mode fs.FileMode) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".htmlgraph-*")
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	err = errors.Join(err, file.Chmod(mode), file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		os.Remove(file.Name()) //nolint:errcheck // the first failure is told
	}
	return err
}
