package hookclient

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"
)

// What the spool keeps of refused payloads, beside which nothing is ever deleted from it.
const (
	// RefusedAge is the age at which a refused payload is deleted.
	RefusedAge = 30 * 24 * time.Hour
	// maxRefused is the number of refused payloads that are kept, the newest.
	maxRefused = 1000
	// staleAge is the age at which an unfinished file counts as abandoned.
	staleAge = time.Hour
)

// Tidy deletes refused payloads that are old or too many, and files that killed hooks left unfinished.
func (s Spool) Tidy(now time.Time) error {
	f, entries, err := s.open()
	if err != nil || f.Root == nil {
		return err
	}
	defer f.Close() //nolint:errcheck // nothing is written through it
	kept := 0
	for _, entry := range slices.Backward(entries) { // the newest first
		payload, ok := parseName(entry, refused)
		isOld := ok && now.Sub(payload.At) > RefusedAge
		if ok && !isOld {
			kept++
		}
		if isOld || ok && kept > maxRefused || isStale(entry, now) {
			if err := f.Remove(entry.Name()); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("tidy the spool: %w", err)
			}
		}
	}
	return nil
}

func isStale(entry fs.DirEntry, now time.Time) bool {
	if !strings.HasPrefix(entry.Name(), temporary) {
		return false
	}
	info, err := entry.Info()
	return err == nil && now.Sub(info.ModTime()) > staleAge
}

// open returns the folder of the spool and its files. The folder has no Root where it does not exist.
func (s Spool) open() (folder, []fs.DirEntry, error) {
	f, err := openFolder(s.db)
	if errors.Is(err, fs.ErrNotExist) {
		return folder{}, nil, nil
	}
	if err != nil {
		return folder{}, nil, fmt.Errorf("read the spool: %w", err)
	}
	entries, err := f.list()
	if err != nil {
		return folder{}, nil, errors.Join(fmt.Errorf("read the spool: %w", err), f.Close())
	}
	return f, entries, nil
}
