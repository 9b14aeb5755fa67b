package hookclient

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"
)

// Bounds of what waits for a server that does not answer.
const (
	// OutboxBytes is how much waits at most, the newest, in bytes.
	OutboxBytes = 256 << 20
	// OutboxAge is how long a payload waits at most.
	OutboxAge = 7 * 24 * time.Hour
)

// Bound deletes the oldest payloads that wait: those that are older than an age, and those beyond a number of bytes. It returns how many it deleted.
func (s Spool) Bound(now time.Time, age time.Duration, most int64) (deleted int, err error) {
	f, entries, err := s.open()
	if err != nil || f.Root == nil {
		return 0, err
	}
	defer f.Close() //nolint:errcheck // nothing is written through it
	var bytes int64
	for _, entry := range slices.Backward(entries) { // the newest first
		payload, ok := parseName(entry, waiting)
		if !ok {
			continue
		}
		if info, err := entry.Info(); err == nil {
			bytes += info.Size()
		}
		if bytes <= most && now.Sub(payload.At) <= age {
			continue
		}
		if err := f.Remove(entry.Name()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return deleted, fmt.Errorf("bound the spool: %w", err)
		}
		deleted++
	}
	return deleted, nil
}
