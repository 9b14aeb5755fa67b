// Package hookinstall adds the hooks that call `htmlgraph hook` to the settings of coding agents, and removes them. Everything else in a
// file stays as it is, byte for byte, comments and order included. A file that nobody else has changed becomes what it was when the hooks
// are removed; one that did not exist is removed.
package hookinstall

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/pflag"

	"github.com/htmlgraph/htmlgraph/internal/agent"
)

// Options says what Apply does.
type Options struct {
	// Program is the absolute path of the program that hooks call.
	Program string
	// HookFlags returns the flags of `htmlgraph hook`: a command with other arguments is not ours.
	HookFlags func() *pflag.FlagSet
	// Records is the folder, in the home of the user, where the original settings are kept; "" keeps none. Without these, removing hooks
	// leaves what only contains them, such as an empty list, as it is.
	Records string
	// Project is the folder of the project whose settings are changed, "" for those of the user. A project may come from a stranger: its
	// settings are not followed out of it.
	Project string
	// Remove removes the hooks instead of adding them.
	Remove bool
	// DryRun changes nothing: only the difference is returned.
	DryRun bool
	// Now is the clock: backups have the time in their names.
	Now func() time.Time
}

// Outcome is what Apply did to the settings of one agent.
type Outcome struct {
	// Path is the settings file; Backup is the copy of what it was, "" where there was none or none is needed.
	Path, Backup string
	// Added, Corrected and Removed count hooks. A hook is corrected if it called the program under another path.
	Added, Corrected, Removed int
	// Deleted says that the file is removed, because it did not exist before the hooks.
	Deleted bool
	// Diff is the difference as a patch, "" if nothing changes.
	Diff string
}

// Apply changes the settings of an agent in its folder in the home of the user, or in a project. It fails where the file cannot be read or
// written, or is not what the agent could have read; the file is then as it was. Runs at the same time wait for each other.
func Apply(ctx context.Context, a agent.Agent, folder string, o Options) (Outcome, error) {
	path, err := followLinks(filepath.Join(folder, settingsFile(a.Hooks.Settings, o.Project != "")))
	if err == nil && o.Project != "" {
		err = checkWithin(o.Project, path)
	}
	if err != nil {
		return Outcome{Path: path}, fmt.Errorf("find the settings of %s: %w", a.Title, err)
	}
	i := install{Options: o, agent: a, path: path, records: records(o.Records)}
	if !o.DryRun {
		unlock, err := i.lock(ctx)
		defer unlock()
		if err != nil {
			return Outcome{Path: path}, err
		}
	}
	plan, err := i.plan()
	outcome := Outcome{Path: path, Added: plan.added, Corrected: plan.corrected, Removed: plan.removed}
	if err != nil || !plan.changes() {
		if err == nil && o.Remove && !o.DryRun {
			i.tidy(plan)
		}
		return outcome, err
	}
	outcome.Diff, outcome.Deleted = plan.diff(path), !plan.after.exists
	if err := checkWritable(path); err != nil {
		return outcome, err
	}
	if !o.DryRun {
		outcome.Backup, err = i.write(plan)
	}
	return outcome, err
}

// install changes one settings file.
type install struct {
	Options
	agent   agent.Agent
	path    string
	records records
}

// lock waits until no other run changes files in the folders of the settings and of the records, and removes what killed runs left there.
func (i install) lock(ctx context.Context) (unlock func(), err error) {
	var unlocks []func()
	unlock = func() {
		for _, each := range slices.Backward(unlocks) {
			each()
		}
	}
	for _, folder := range []string{i.Records, filepath.Dir(i.path)} {
		if folder == "" {
			continue
		}
		release, locked, err := lockFolder(ctx, folder)
		unlocks = append(unlocks, release)
		if err != nil {
			return unlock, err
		}
		if locked {
			removeTemporary(folder)
		}
	}
	return unlock, nil
}

// settingsFile returns the name of the file that holds the hooks.
func settingsFile(s agent.Settings, project bool) string {
	if project && s.ProjectFile != "" {
		return s.ProjectFile
	}
	return s.File
}

// plan is what becomes of a file.
type plan struct {
	counts
	before, after content
	// original is what the file is without hooks; known says that it is what the file was before init, byte for byte.
	original content
	known    bool
	// record describes the file, nil if none does.
	record *record
}

func (p plan) changes() bool {
	return p.before.exists != p.after.exists || !bytes.Equal(p.before.text, p.after.text)
}

func (p plan) diff(path string) string {
	names := [2]string{path, path}
	for n, is := range []content{p.before, p.after} {
		if !is.exists {
			names[n] = os.DevNull
		}
	}
	return string(diff.Diff(names[0], p.before.text, names[1], p.after.text))
}

// plan reads the file and decides what becomes of it.
func (i install) plan() (plan, error) {
	before, err := readSettings(i.path)
	if err != nil {
		return plan{}, fmt.Errorf("read the settings of %s: %w", i.agent.Title, err)
	}
	p := plan{before: before, after: before, record: i.records.load(i.agent, i.path)}
	if i.Remove && !before.exists {
		return p, nil
	}
	removed, err := i.restore(&p)
	if err != nil {
		return plan{}, fmt.Errorf("%s is left as it is: %w", i.path, err)
	}
	if i.Remove {
		p.removed = removed
		if removed > 0 {
			p.after = p.original
		}
		return p, nil
	}
	after, changed, err := i.caller(i.Program).addHooks(before.text)
	if err != nil {
		return plan{}, fmt.Errorf("%s is left as it is: %w", i.path, err)
	}
	if changed != (counts{}) {
		p.counts, p.after = changed, content{after, true}
	}
	return p, nil
}

func (i install) caller(program string) caller {
	return caller{agent: i.agent, program: program, flags: i.HookFlags}
}

// restore finds out what the file is without our hooks, and returns how many there are.
func (i install) restore(p *plan) (removed int, err error) {
	var hint []byte
	if p.record != nil {
		hint = append([]byte{}, p.record.Original...)
	}
	text, changed, err := i.caller(i.Program).removeHooks(p.before.text, hint)
	if err != nil {
		return 0, err
	}
	p.original = content{text, p.before.exists}
	switch {
	case changed.removed == 0:
		p.known = true
	case p.record.describes(p.before):
		p.original, p.known = content{p.record.Original, p.record.Existed}, true
	case p.record != nil:
		p.original.exists = p.record.Existed || !isEmptyObject(text)
	default:
		if found, ok := i.fromBackup(p.before.text); ok {
			p.original, p.known = found, true
		}
	}
	return changed.removed, nil
}

// isEmptyObject reports whether settings are an object with nothing in it.
func isEmptyObject(text []byte) bool {
	return string(bytes.Join(bytes.Fields(text), nil)) == "{}"
}

// write makes the change, and returns the name of the backup. The record comes first: without it the file could not be restored.
func (i install) write(p plan) (backup string, err error) {
	if i.Remove {
		return i.writeWithoutHooks(p)
	}
	created, err := createFolder(filepath.Dir(i.path), 0o755)
	if err != nil {
		return "", err
	}
	it := record{Path: i.path, Existed: p.original.exists, Original: p.original.text, Folders: created, After: []string{digest(p.after.text)}}
	if p.record != nil {
		it.Folders = append(slices.Clone(p.record.Folders), created...)
	}
	if p.record.describes(p.before) {
		it.Backup = p.record.Backup
		it.After = append(it.After, digest(p.before.text)) // for a run that is killed here
	} else if len(p.before.text) > 0 {
		it.Backup = i.backupOf(p)
		backup = it.Backup
	}
	if err := i.records.save(i.agent, it); err != nil {
		return "", fmt.Errorf("keep the original of %s: %w", i.path, err)
	}
	if backup != "" {
		err = i.backUp(backup, p.before.text)
	}
	if err == nil {
		err = i.replace(p.after.text)
	}
	if err != nil && p.record == nil {
		i.tidy(plan{record: &it, after: p.before})
	}
	return backup, err
}

// writeWithoutHooks writes the file without hooks, or removes it. A backup is stored if the file is not what it was before init.
func (i install) writeWithoutHooks(p plan) (backup string, err error) {
	if !p.known {
		backup = i.backupOf(p)
		if err := i.backUp(backup, p.before.text); err != nil {
			return "", err
		}
	}
	if p.after.exists {
		err = i.replace(p.after.text)
	} else {
		err = os.Remove(i.path)
	}
	if err == nil {
		i.tidy(p)
	}
	return backup, err
}

func (i install) replace(text []byte) error {
	if err := replace(i.path, text, i.path); err != nil {
		return fmt.Errorf("write the settings of %s: %w", i.agent.Title, err)
	}
	return nil
}

// tidy removes what init stored besides the file: the record, the backup if it is what the file is now, and without a file the folders that
// were created for it.
func (i install) tidy(p plan) {
	if p.record == nil {
		return
	}
	i.records.remove(i.agent, i.path)
	if i.isBackup(p.record.Backup, p.after) {
		os.Remove(p.record.Backup) //nolint:errcheck // a backup too many does no harm
	}
	if !p.after.exists {
		for _, folder := range slices.Backward(p.record.Folders) {
			os.Remove(folder) //nolint:errcheck // one that is not empty stays
		}
	}
}
