// Package hookinstall adds the hooks that call `htmlgraph hook` to the settings of coding agents, and removes them. Everything else in a
// file stays as it is, byte for byte, comments and order included.
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

	"github.com/htmlgraph/htmlgraph/internal/agent"
)

// Options says what Apply does.
type Options struct {
	// Program is the absolute path of the program that hooks call.
	Program string
	// Project says that the settings are those of a project.
	Project bool
	// Remove removes the hooks instead of adding them.
	Remove bool
	// DryRun changes nothing: only the difference is returned.
	DryRun bool
	// Now is the clock: backups have the time in their names.
	Now func() time.Time
}

// Outcome is what Apply did to the settings of one agent.
type Outcome struct {
	// Path is the settings file; Backup is the copy of what it was, "" where there was none or nothing changed.
	Path, Backup string
	// Changed counts the hooks that were added, corrected or removed.
	Changed int
	// Diff is the difference as a patch.
	Diff string
}

// Apply changes the settings of an agent in its folder in the home of the user, or in a project. It fails where the file cannot be read or
// written, or is not what the agent could have read; the file is then as it was.
func Apply(a agent.Agent, folder string, o Options) (Outcome, error) {
	path, err := target(filepath.Join(folder, settingsFile(a.Hooks.Settings, o.Project)))
	if err != nil {
		return Outcome{}, err
	}
	outcome := Outcome{Path: path}
	before, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return outcome, fmt.Errorf("read the settings of %s: %w", a.Title, err)
	}
	after, changed, err := edit(a, before, o)
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

// settingsFile returns the name of the file that holds the hooks.
func settingsFile(s agent.Settings, project bool) string {
	if project && s.ProjectFile != "" {
		return s.ProjectFile
	}
	return s.File
}

// target returns the file to which a link leads: people keep their settings elsewhere.
func target(path string) (string, error) {
	real, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		return path, nil
	}
	return real, err
}

// write stores a backup and replaces the file. A file that is empty without the hooks is removed, unless it was there, and empty, before
// they were added.
func (o *Outcome) write(before, after []byte, options Options) error {
	isOurs := strings.TrimSpace(string(after)) == "{}" && options.Remove && !o.wasEmpty()
	if len(before) > 0 {
		o.Backup = o.Path + "." + options.Now().UTC().Format("20060102T150405.000") + backupEnd
		if err := replace(o.Backup, before, mode(o.Path)); err != nil {
			return fmt.Errorf("back up the settings: %w", err)
		}
	}
	if isOurs {
		return os.Remove(o.Path)
	}
	if err := os.MkdirAll(filepath.Dir(o.Path), 0o755); err != nil {
		return fmt.Errorf("create the folder of the settings: %w", err)
	}
	if err := replace(o.Path, after, mode(o.Path)); err != nil {
		return fmt.Errorf("write the settings: %w", err)
	}
	return nil
}

const backupEnd = ".bak"

// wasEmpty reports whether a backup shows that the file was there and empty.
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

// mode returns the permissions of a file, or those of a new file if there is none.
func mode(path string) fs.FileMode {
	if info, err := os.Stat(path); err == nil {
		return info.Mode().Perm()
	}
	return 0o600
}

// replace replaces a file in one step, so that an agent reads either all of the new content or the old.
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
		os.Remove(file.Name()) //nolint:errcheck // the first failure is returned
	}
	return err
}
