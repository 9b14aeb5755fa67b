// Package hookclient brings the payload of a hook from the agent into the database: through the server where one runs, directly where none
// does, else through a spool beside the database, from which it is delivered later. The caller waits less than a second, and nothing is
// lost: a payload that is delivered twice is stored once, because its ids and times are the same.
package hookclient

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/hook"
)

// How long each step may take: a hook has a second.
const (
	sendBudget  = 500 * time.Millisecond
	storeBudget = 300 * time.Millisecond
	drainBudget = 100 * time.Millisecond
)

// maxBody is the length in bytes to which payloads are shortened: the server accepts no longer ones.
const maxBody = 1<<20 - 1<<10

// maxKept is the length in bytes of what is kept of a payload that is too large.
const maxKept = 64 << 10

var (
	// ErrNoServer says that no HtmlGraph server answers at an address.
	ErrNoServer = errors.New("no server answers")
	// ErrRefused says that no server will ever accept a payload.
	ErrRefused = errors.New("the payload is refused")
	// ErrNotStored says that a server failed to store a payload, but may store others.
	ErrNotStored = errors.New("the server cannot store the payload")
)

// Store stores observations in a database where no server runs. Unless mayUpgrade is true, it fails where it would have to change the
// schema of the file: a server of an older release may have it open.
type Store func(ctx context.Context, db string, mayUpgrade bool, observations []ingest.Observation) error

// Hook delivers the payload of one run of a hook.
type Hook struct {
	// DB is the path of the database: beside it lie the address of its server and the spool.
	DB string
	// State is the state folder of the user. The server that has the database open proves with the secret in it that it is the user's.
	State string
	// IsSent says that the payload goes to the server of a team. It then waits in the outbox for what sends it, and the agent waits for nobody.
	IsSent bool
	// Server, if it has a URL, is used instead of the server that has the database open.
	Server Address
	// Store is used where no server runs; nil leaves everything to the spool.
	Store Store
	// Redact removes secrets from a payload before it is spooled; nil keeps them.
	Redact func(payload []byte) []byte
}

// Deliver delivers a payload or puts it into the spool. It fails only where even that is impossible.
func (h Hook) Deliver(ctx context.Context, sender agent.Agent, payload []byte, at time.Time) error {
	payload = hook.Shorten(bytes.ToValidUTF8(payload, []byte("\uFFFD")), maxBody)
	spool := h.spool()
	if h.IsSent {
		return spool.Put(sender, h.redacted(payload), at)
	}
	err := h.send(ctx, spool, sender, payload, at)
	isAlone := errors.Is(err, ErrNoServer)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrRefused):
		return spool.Refuse(sender, h.redacted(payload), at)
	case (isAlone || errors.Is(err, errUnproven)) && h.Server.URL == "" && h.store(ctx, isAlone, spool, sender, payload, at):
		return nil
	default:
		return spool.Put(sender, h.redacted(payload), at)
	}
}

// Beginning returns what Keep reads of a payload: more than it keeps, because redaction needs the whole of a secret at the end.
func Beginning(payload []byte) []byte { return payload[:min(len(payload), 2*maxKept)] }

// Keep puts aside what is no whole payload, for a person to look at.
func (h Hook) Keep(sender agent.Agent, beginning []byte, at time.Time) error {
	beginning = h.redacted(Beginning(beginning))
	return h.spool().Refuse(sender, beginning[:min(len(beginning), maxKept)], at)
}

// spool returns where payloads wait.
func (h Hook) spool() Spool {
	if h.IsSent {
		return NewOutbox(h.State)
	}
	return NewSpool(h.DB)
}

func (h Hook) redacted(payload []byte) []byte {
	if h.Redact == nil {
		return payload
	}
	return h.Redact(payload)
}

// send sends a payload to the server, and then, as far as drainBudget allows, what earlier hooks left in the spool.
func (h Hook) send(ctx context.Context, spool Spool, sender agent.Agent, payload []byte, at time.Time) error {
	client := newClient()
	defer client.CloseIdleConnections()
	sending, cancel := context.WithTimeout(ctx, sendBudget)
	defer cancel()
	address, err := h.address(sending, client)
	if err != nil {
		return err
	}
	if err := post(sending, client, address, sender, payload, at); err != nil {
		return err
	}
	draining, cancel := context.WithTimeout(ctx, drainBudget)
	defer cancel()
	_ = spool.Drain(draining, func(p Payload) error { // what is left is delivered later
		return post(draining, client, address, p.Sender, p.Content, p.At)
	}, nil)
	return nil
}

// address returns the address of the server. One that was published has to prove itself; one that the user named does not.
func (h Hook) address(ctx context.Context, client *http.Client) (Address, error) {
	if h.Server.URL != "" {
		return h.Server, nil
	}
	address, ok := ReadAddress(h.DB)
	if !ok {
		return Address{}, ErrNoServer
	}
	return address, h.verify(ctx, client, address)
}
