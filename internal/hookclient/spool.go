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

// Spool is a folder of payloads that wait to be delivered, a file for each. The name of a file says when it was received, in
// nanoseconds, and from which agent.
type Spool string

// SpoolOf returns the spool of a database: what waits lies in the folder beside it.
func SpoolOf(db string) Spool { return Spool(folderOf(db)) }

// What the names of files end with.
const (
	waiting = ".json"
	refused = ".refused"
)

// Put adds a payload.
func (s Spool) Put(sender agent.Agent, payload []byte, at time.Time) error {
	return s.write(sender, payload, at, waiting)
}

// refuse keeps a payload that no server takes, for a person to look at.
func (s Spool) refuse(sender agent.Agent, payload []byte, at time.Time) error {
	return s.write(sender, payload, at, refused)
}

func (s Spool) write(sender agent.Agent, payload []byte, at time.Time, end string) error {
	if err := makeFolder(string(s)); err != nil {
		return err
	}
	name := fmt.Sprintf("%020d.%s.%s%s", max(at.UnixNano(), 0), sender.ID, rand.Text()[:8], end)
	if err := writeFile(filepath.Join(string(s), name), payload); err != nil {
		return fmt.Errorf("write to the spool: %w", err)
	}
	return nil
}

// Drain delivers what waits, the oldest first, and takes away what was delivered. It stops at the first failure, except that of
// one payload alone, ErrRefused: such are laid aside. Two may drain at the same time: what is delivered twice is stored once.
func (s Spool) Drain(ctx context.Context, deliver func(sender agent.Agent, payload []byte, at time.Time) error) error {
	entries, err := os.ReadDir(string(s))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the spool: %w", err)
	}
	for _, entry := range entries {
		sender, at, ok := named(entry)
		if !ok {
			s.sweep(entry)
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.deliverOne(entry.Name(), sender, at, deliver); err != nil {
			return err
		}
	}
	return nil
}

func (s Spool) deliverOne(name string, sender agent.Agent, at time.Time, deliver func(agent.Agent, []byte, time.Time) error) error {
	path := filepath.Join(string(s), name)
	payload, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // another took it
	}
	if err != nil {
		return fmt.Errorf("read from the spool: %w", err)
	}
	err = deliver(sender, payload, at)
	switch {
	case errors.Is(err, ErrRefused):
		err = os.Rename(path, strings.TrimSuffix(path, waiting)+refused)
	case err == nil:
		err = os.Remove(path)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// named returns what the name of a file says, and false if it is none that waits.
func named(entry fs.DirEntry) (agent.Agent, time.Time, bool) {
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

// sweepAge is how old an unfinished file must be before it counts as left behind.
const sweepAge = time.Hour

// sweep removes a file that a hook which was killed left unfinished.
func (s Spool) sweep(entry fs.DirEntry) {
	info, err := entry.Info()
	if err == nil && strings.HasPrefix(entry.Name(), temporary) && time.Since(info.ModTime()) > sweepAge {
		os.Remove(filepath.Join(string(s), entry.Name())) //nolint:errcheck // the next one tries again
	}
}
