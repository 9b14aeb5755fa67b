package hookinstall

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// maxBackups is how many backups are compared, the newest ones.
const maxBackups = 20

// backupEnd ends the name of each backup.
const backupEnd = ".bak"

// fromBackup returns what a file was to which an earlier release added hooks, which kept no record: that to which adding hooks gives the file
// as it is now, a backup or else nothing.
func (i install) fromBackup(now []byte) (content, bool) {
	names, err := filepath.Glob(globQuoted(i.path) + ".*" + backupEnd)
	if err != nil {
		return content{}, false
	}
	candidates := []content{}
	for _, name := range slices.Backward(names[max(0, len(names)-maxBackups):]) {
		if backup, err := readSettings(name); err == nil && backup.exists {
			candidates = append(candidates, backup)
		}
	}
	if len(names) == 0 {
		candidates = append(candidates, content{})
	}
	caller := i.caller(i.Program)
	caller.program = caller.calledBy(now)
	for _, candidate := range candidates {
		if _, own, err := caller.removeHooks(candidate.text, nil); err != nil || own.removed > 0 {
			continue
		}
		if with, _, err := caller.addHooks(candidate.text); err == nil && bytes.Equal(with, now) {
			return candidate, true
		}
	}
	return content{}, false
}

// backupOf returns the name of the backup of a file: a new one, or that of a run that was killed.
func (i install) backupOf(p plan) string {
	if p.record != nil && i.isBackup(p.record.Backup, p.before) {
		return p.record.Backup
	}
	return i.path + "." + i.Now().UTC().Format("20060102T150405.000") + backupEnd
}

// isBackup reports whether a file is a backup of the settings that holds a text.
func (i install) isBackup(path string, of content) bool {
	if !strings.HasPrefix(path, i.path+".") || !strings.HasSuffix(path, backupEnd) {
		return false
	}
	kept, err := readSettings(path)
	return err == nil && kept.exists && of.exists && bytes.Equal(kept.text, of.text)
}

// backUp stores a copy beside the file.
func (i install) backUp(backup string, text []byte) error {
	if err := replace(backup, text, i.path); err != nil {
		return fmt.Errorf("back up the settings: %w", err)
	}
	return nil
}

// globQuoted returns a pattern that matches only the path.
func globQuoted(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}
