package hookclient

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest/hook"
)

// Spool is a folder of payloads that wait to be delivered, one file for each. The name of a file holds the time of receipt, in nanoseconds,
// and the agent.
type Spool string

// NewSpool returns the spool of a database, which is in the folder beside it.
func NewSpool(db string) Spool { return Spool(localFolder(db)) }

// The endings of file names: of payloads that wait, and of those that no server accepts.
const (
	waiting = ".json"
	refused = ".refused"
)

// giveUpAge is the age at which a payload that a server failed to store counts as refused.
const giveUpAge = 24 * time.Hour

// Put adds a payload.
func (s Spool) Put(sender agent.Agent, payload []byte, at time.Time) error {
	return s.write(sender, payload, at, waiting)
}

// refuse keeps a payload that no server accepts, for a person to look at.
func (s Spool) refuse(sender agent.Agent, payload []byte, at time.Time) error {
	return s.write(sender, payload, at, refused)
}

func (s Spool) write(sender agent.Agent, payload []byte, at time.Time, end string) error {
	if err := createFolder(string(s)); err != nil {
		return err
	}
	name := fmt.Sprintf("%020d.%s.%s%s", max(at.UnixNano(), 0), sender.ID, rand.Text()[:8], end)
	if err := writeFile(filepath.Join(string(s), name), payload); err != nil {
		return fmt.Errorf("write to the spool: %w", err)
	}
	return nil
}

// Drain delivers the payloads that wait, the oldest first, and removes them. A refused payload is kept under another name. One that a server
// fails to store is tried again by later drains, for a day, and does not keep others waiting. Drain stops at any other failure. Two
// processes may drain at the same time: a payload that is delivered twice is stored once.
func (s Spool) Drain(ctx context.Context, deliver func(sender agent.Agent, payload []byte, at time.Time) error) error {
	entries, err := os.ReadDir(string(s))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the spool: %w", err)
	}
	for _, entry := range entries {
		sender, at, ok := parseName(entry)
		if !ok {
			s.removeStale(entry)
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.deliverFile(entry.Name(), sender, at, deliver); err != nil {
			return err
		}
	}
	return nil
}

func (s Spool) deliverFile(name string, sender agent.Agent, at time.Time, deliver func(agent.Agent, []byte, time.Time) error) error {
	path := filepath.Join(string(s), name)
	payload, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // another process delivered it
	}
	if err != nil {
		return fmt.Errorf("read from the spool: %w", err)
	}
	err = deliver(sender, payload, at)
	switch {
	case errors.Is(err, ErrNotStored) && time.Since(at) < giveUpAge:
		return nil
	case errors.Is(err, ErrRefused), errors.Is(err, ErrNotStored):
		err = os.Rename(path, strings.TrimSuffix(path, waiting)+refused)
	case err == nil:
		err = os.Remove(path)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// parseName returns the agent and the time of receipt that the name of a file holds, and false for a file that is no payload.
func parseName(entry fs.DirEntry) (agent.Agent, time.Time, bool) {
	parts := strings.Split(strings.TrimSuffix(entry.Name(), waiting), ".")
	if len(parts) != 3 || !strings.HasSuffix(entry.Name(), waiting) || !entry.Type().IsRegular() {
		return agent.Agent{}, time.Time{}, false
	}
	info, err := entry.Info()
	if err != nil || info.Size() > hook.MaxPayload {
		return agent.Agent{}, time.Time{}, false
	}
	nanoseconds, err := strconv.ParseInt(parts[0], 10, 64)
	sender, known := agent.Find(parts[1])
	return sender, time.Unix(0, nanoseconds).UTC(), err == nil && known
}

// staleAge is the age at which an unfinished file counts as abandoned.
const staleAge = time.Hour

// removeStale removes a file that a killed hook left unfinished.
func (s Spool) removeStale(entry fs.DirEntry) {
	info, err := entry.Info()
	if err == nil && strings.HasPrefix(entry.Name(), temporary) && time.Since(info.ModTime()) > staleAge {
		os.Remove(filepath.Join(string(s), entry.Name())) //nolint:errcheck // the next drain tries again
	}
}
