package hookclient

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest/hook"
)

// Spool is the payloads that wait to be delivered to a database, one file for each, in the folder beside it. The name of a file holds the
// time of receipt, in nanoseconds, and the agent.
type Spool struct{ db string }

// NewSpool returns the spool of a database.
func NewSpool(db string) Spool { return Spool{db} }

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

// Refuse keeps a payload that no server accepts, for a person to look at.
func (s Spool) Refuse(sender agent.Agent, payload []byte, at time.Time) error {
	return s.write(sender, payload, at, refused)
}

func (s Spool) write(sender agent.Agent, payload []byte, at time.Time, end string) error {
	f, err := createFolder(s.db)
	if err != nil {
		return fmt.Errorf("write to the spool: %w", err)
	}
	defer f.Close() //nolint:errcheck // nothing is written through it
	name := fmt.Sprintf("%020d.%s.%s%s", max(at.UnixNano(), 0), sender.ID, rand.Text()[:8], end)
	if err := f.write(name, payload); err != nil {
		return fmt.Errorf("write to the spool: %w", err)
	}
	return nil
}

// Payload is a payload in the spool.
type Payload struct {
	// Name is the name of its file.
	Name   string
	Sender agent.Agent
	// At is the time of receipt.
	At      time.Time
	Content []byte
}

// Drain delivers the payloads that wait, the oldest first, and removes them. A refused payload is kept under another name. One that a server
// fails to store is tried again by later drains, for a day. Neither these nor files that cannot be read, moved or removed keep others
// waiting: Drain passes their errors to report, which may be nil. It stops at any other failure to deliver. Two processes may drain at
// the same time: a payload that is delivered twice is stored once.
func (s Spool) Drain(ctx context.Context, deliver func(Payload) error, report func(name string, err error)) error {
	f, err := openFolder(s.db)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the spool: %w", err)
	}
	defer f.Close() //nolint:errcheck // nothing is written through it
	entries, err := f.list()
	if err != nil {
		return fmt.Errorf("read the spool: %w", err)
	}
	if report == nil {
		report = func(string, error) {}
	}
	for _, entry := range entries {
		if err := ctx.Err(); err != nil {
			return err
		}
		payload, ok := parseName(entry, waiting)
		if !ok {
			continue
		}
		if err := f.deliver(payload, deliver, report); err != nil {
			return err
		}
	}
	return nil
}

// errKept is returned for a payload that stays in the spool for now, and keeps no others waiting.
var errKept = errors.New("it stays in the spool")

// deliver delivers one payload, and returns the error for which Drain stops.
func (f folder) deliver(p Payload, deliver func(Payload) error, report func(name string, err error)) error {
	var err error
	if p.Content, _, err = f.read(p.Name, hook.MaxPayload); err != nil {
		if !errors.Is(err, fs.ErrNotExist) { // another process delivered it
			report(p.Name, err)
		}
		return nil
	}
	err = deliverSafely(p, deliver)
	switch {
	case errors.Is(err, errKept), errors.Is(err, ErrNotStored) && time.Since(p.At) < giveUpAge:
		return nil
	case errors.Is(err, ErrRefused), errors.Is(err, ErrNotStored):
		err = f.Rename(p.Name, strings.TrimSuffix(p.Name, waiting)+refused)
	case err == nil:
		err = f.Remove(p.Name)
	default:
		return err
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		report(p.Name, err)
	}
	return nil
}

// deliverSafely calls deliver. A payload on which it panics is one that cannot be stored.
func deliverSafely(p Payload, deliver func(Payload) error) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = fmt.Errorf("%w: panic: %v", ErrNotStored, value)
		}
	}()
	return deliver(p)
}

// parseName returns the agent and the time of receipt that the name of a file holds, and false for a file that is no payload.
func parseName(entry fs.DirEntry, end string) (Payload, bool) {
	name, found := strings.CutSuffix(entry.Name(), end)
	parts := strings.Split(name, ".")
	if !found || len(parts) != 3 || !entry.Type().IsRegular() {
		return Payload{}, false
	}
	nanoseconds, err := strconv.ParseInt(parts[0], 10, 64)
	sender, known := agent.Find(parts[1])
	return Payload{Name: entry.Name(), Sender: sender, At: time.Unix(0, nanoseconds).UTC()}, err == nil && known
}
