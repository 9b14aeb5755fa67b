package importer

import (
	"context"
	"os"
	"path/filepath"
	"slices"

	"github.com/tidwall/gjson"
)

// family is what is known of the files of a session.
type family struct {
	// isComplete says that all of its files that are there are among those of this run.
	isComplete bool
	// current are those that the present reader read, kept the threads whose files are gone: subagents, and "" for the main one.
	current []State
	kept    []string
}

// familyOf returns the files of a session.
func (i *Importer) familyOf(ctx context.Context, session string) (family, error) {
	found := family{isComplete: true}
	for _, path := range i.ofSession[session] {
		s := i.states[path]
		if !slices.Contains(s.sessions(), session) {
			continue // it became the file of another session
		}
		if !i.onDisk[path] {
			text, _, err := i.archived(ctx, s)
			if err != nil {
				return found, err
			}
			_, err = os.Stat(path)
			switch {
			case !os.IsNotExist(err) || text != nil && !i.isGone(s):
				found.isComplete = false
			case text == nil:
				found.kept = append(found.kept, File{Path: path}.agentID())
				continue
			}
		}
		if !i.isDue(s) {
			found.current = append(found.current, s)
		}
	}
	return found, nil
}

// sessions returns the sessions to which a file may belong, by its state, and by the names of the file and of its folders.
func (s State) sessions() []string {
	const idLength = 36 // of the session at the end of a name that begins with a time
	f := File{Path: s.Path}
	named := []string{s.SessionID, f.name(), f.parentSession(), f.codexSession()}
	if f.agentID() != "" {
		folder := filepath.Dir(s.Path)
		named = append(named, filepath.Base(folder), filepath.Base(filepath.Dir(folder)))
	}
	if s.SessionID == "" { // earlier releases kept it among what the reader knows
		named = append(named, gjson.GetBytes(s.Carry, "Session").Str)
	}
	if name := f.name(); len(name) > idLength {
		named = append(named, name[len(name)-idLength:])
	}
	slices.Sort(named)
	return slices.DeleteFunc(slices.Compact(named), func(id string) bool { return id == "" })
}

// findWaiting finds out whether a file is to be read again by another run, which finds all files of its session.
func (i *Importer) findWaiting(ctx context.Context, s State) error {
	if s.SessionID == "" || i.options.Stored == nil || i.waiting[s.Path] {
		return nil
	}
	found, err := i.familyOf(ctx, s.SessionID)
	i.waiting[s.Path] = !found.isComplete
	return err
}
