package importer

import (
	"context"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// Files are read again where a newer reader reads more of them, or where they were rewritten. What an earlier reading stored of a session is
// withdrawn before the first of its files is, so all files of a session are read again: see Importer.withdraw.

// rewrittenVersion stands for the version of the reader of a file that was rewritten since.
const rewrittenVersion = -1

// Stored knows what was stored of sessions, and withdraws it.
type Stored interface {
	// Withdraw deletes what transcripts alone reported of a session.
	Withdraw(ctx context.Context, from ingest.Withdrawal) error
	// IsWithdrawn and MarkWithdrawn remember for which reader a session was withdrawn. Restart lets it be withdrawn again.
	IsWithdrawn(ctx context.Context, sessionID, reader string) (bool, error)
	MarkWithdrawn(ctx context.Context, sessionID, reader string) error
	Restart(ctx context.Context, sessionID string) error
	// Settle ends a run in which all was stored again that was withdrawn.
	Settle(ctx context.Context) error
	// Stored returns which of the sessions are stored.
	Stored(ctx context.Context, sessionIDs []string) (map[string]bool, error)
	// LastPruned returns the last day, in UTC, of which rows were pruned, "" for none.
	LastPruned(ctx context.Context) (string, error)
}

// Archive keeps the text of files that agents deleted.
type Archive interface {
	// Open returns the text of a file, and what stands beside it, if the archive has all that was read of it: up to an offset, and with that head
	// unless it is empty. text is nil where it has not.
	Open(ctx context.Context, path string, head transcript.Head, offset int64) (text io.Reader, sidecar []byte, err error)
	// Detach has a file that was rewritten kept beside what was kept of it before.
	Detach(ctx context.Context, path string) error
}

// IsDue reports whether a file is to be read again, as far as its state says.
func IsDue(formats []transcript.Format, s State) bool {
	format, err := find(formats, s.Format)
	return err == nil && s.Version < format.Version
}

func (i *Importer) isDue(s State) bool { return s.Path != "" && IsDue(i.formats, s) }

// plan adds to the files that were found those that the archive alone has and that are to be read again. What neither has stays as it was read.
func (i *Importer) plan(ctx context.Context, found []File) ([]File, error) {
	i.onDisk = make(map[string]bool, len(found))
	for _, f := range found {
		i.onDisk[f.Path] = true
	}
	clear(i.fromArchive)
	files, gone := slices.Clone(found), []State(nil)
	for _, s := range i.states {
		if i.onDisk[s.Path] || !i.isDue(s) || !i.isGone(s) {
			continue
		}
		text, sidecar, err := i.archived(ctx, s)
		switch {
		case err != nil:
			return nil, err
		case text != nil:
			files = append(files, File{Path: s.Path, Size: s.Size, Modified: time.Unix(0, s.ModifiedNS), Inode: s.Inode, isArchived: true})
			i.fromArchive[s.Path] = sidecar
		default:
			format, _ := find(i.formats, s.Format) // isDue found it
			s.Version = format.Version
			gone = append(gone, s)
		}
	}
	if len(files) > len(found) {
		slices.SortFunc(files, func(a, b File) int {
			if readBefore(a, b) {
				return -1
			}
			return 1
		})
	}
	return files, i.save(ctx, gone...)
}

// isGone reports whether a file of this run was deleted, from a location that is there still.
func (i *Importer) isGone(s State) bool {
	if time.Unix(0, s.ModifiedNS).Before(i.options.Since) {
		return false
	}
	for _, location := range i.summary.Locations {
		if within, err := filepath.Rel(location, s.Path); err == nil && filepath.IsLocal(within) {
			if _, err := os.Stat(location); err == nil {
				_, err := os.Stat(s.Path)
				return os.IsNotExist(err)
			}
		}
	}
	return false
}

// archived returns the text of a file from the archive, nil where it does not have all that was read.
func (i *Importer) archived(ctx context.Context, s State) (io.Reader, []byte, error) {
	if i.options.Archive == nil {
		return nil, nil, nil
	}
	head, offset := s.Head, s.Offset
	if format, err := find(i.formats, s.Format); err == nil && format.Document {
		head, offset = transcript.Head{}, s.Size
	}
	text, sidecar, err := i.options.Archive.Open(ctx, s.Path, head, offset)
	if err != nil {
		return nil, nil, storeError{err}
	}
	return text, sidecar, nil
}

// save stores states, and keeps them.
func (i *Importer) save(ctx context.Context, states ...State) error {
	if len(states) == 0 {
		return nil
	}
	if err := i.options.States.Save(ctx, states); err != nil {
		return storeError{err}
	}
	for _, s := range states {
		i.remember(s)
	}
	return nil
}

// detach has the archive keep what it has of a file that was rewritten.
func (i *Importer) detach(ctx context.Context, s State) error {
	if i.options.Archive == nil {
		return nil
	}
	return asStoreError(i.options.Archive.Detach(ctx, s.Path))
}

// restart has a file that was rewritten read again, also if that is interrupted.
func (i *Importer) restart(ctx context.Context, s State) (State, error) {
	if i.options.Stored != nil && s.SessionID != "" {
		if err := i.options.Stored.Restart(ctx, s.SessionID); err != nil {
			return s, storeError{err}
		}
		delete(i.withdrawn, s.SessionID)
		delete(i.unstored, s.SessionID)
	}
	s.Version = rewrittenVersion
	return s, i.save(ctx, s)
}

// withdrawAll withdraws the sessions that a pass reports, and at its beginning those that an earlier reading of the file reported.
func (i *Importer) withdrawAll(ctx context.Context, p *pass) error {
	if !p.isAgain || i.options.Stored == nil {
		return nil
	}
	sessions := map[string]bool{}
	for _, o := range p.batch.Observations {
		sessions[o.SessionID()] = true
	}
	if before := p.before; before.Version != rewrittenVersion && !p.isBegun {
		known, err := i.options.Stored.Stored(ctx, before.sessions())
		if err != nil {
			return storeError{err}
		}
		maps.Copy(sessions, known)
	}
	p.isBegun = true
	for id := range sessions {
		if err := i.withdraw(ctx, p, id); err != nil {
			return err
		}
	}
	return nil
}

// withdraw withdraws what earlier readings stored of a session, once for each version of a reader. Where nothing is stored, for example because
// it was pruned, it remembers that, so that what this run stores is not withdrawn. Its files that the present reader has read
// already are read again after all. A session of which some files are elsewhere stays.
func (i *Importer) withdraw(ctx context.Context, p *pass, session string) error {
	if session == "" || i.withdrawn[session] || i.unstored[session] {
		return nil
	}
	reader := p.format.Name + " " + strconv.Itoa(p.format.Version)
	isDone, err := i.options.Stored.IsWithdrawn(ctx, session, reader)
	if err != nil || isDone {
		i.withdrawn[session] = isDone
		return asStoreError(err)
	}
	stored, err := i.options.Stored.Stored(ctx, []string{session})
	if err != nil || !stored[session] {
		i.unstored[session] = err == nil // what this run stores of it is not to be withdrawn
		return asStoreError(err)
	}
	if err := i.storeGathered(ctx); err != nil {
		return err
	}
	found, err := i.familyOf(ctx, session)
	if err != nil || !found.isComplete {
		return err
	}
	for _, s := range found.current {
		if s.Path != p.file.Path {
			s.Version = 0
			if err := i.save(ctx, s); err != nil {
				return err
			}
			i.isToRepeat = true
		}
	}
	err = i.options.Stored.Withdraw(ctx, ingest.Withdrawal{SessionID: session, After: p.pruned.day, Kept: found.kept})
	if err == nil {
		err = i.options.Stored.MarkWithdrawn(ctx, session, reader)
	}
	i.withdrawn[session], i.isUnsettled = err == nil, true
	return asStoreError(err)
}

// settle forgets what was withdrawn, once all of it was read again.
func (i *Importer) settle(ctx context.Context) error {
	if !i.isUnsettled {
		return nil
	}
	i.isUnsettled = false
	return i.options.Stored.Settle(ctx)
}

// storeGathered stores what was gathered of other files, and waits until it is stored.
func (i *Importer) storeGathered(ctx context.Context) error {
	if err := i.flush(ctx); err != nil {
		return err
	}
	return i.awaitStored(ctx)
}

func asStoreError(err error) error {
	if err == nil {
		return nil
	}
	return storeError{err}
}
