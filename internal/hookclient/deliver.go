// Package hookclient brings the payload of a hook from the agent into the database: through the server where one runs, directly where none
// does, else through a spool beside the database, from which it is delivered later. The caller waits less than a second, and nothing is
// lost: a payload that is delivered twice is stored once, because its ids and times are the same.
package hookclient

import (
	"bytes"
	"context"
	"errors"
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

var (
	// ErrNoServer says that no HtmlGraph server answers at an address.
	ErrNoServer = errors.New("no server answers")
	// ErrRefused says that no server will ever accept a payload.
	ErrRefused = errors.New("the payload is refused")
	// ErrNotStored says that a server failed to store a payload, but may store others.
	ErrNotStored = errors.New("the server cannot store the payload")
)

// Hook delivers the payload of one run of a hook.
type Hook struct {
	// DB is the path of the database: beside it lie the address of its server and the spool.
	DB string
	// Server, if it has a URL, is used instead of the server that has the database open.
	Server Address
	// Store stores observations in the database where no server runs; nil leaves everything to the spool.
	Store func(ctx context.Context, db string, observations []ingest.Observation) error
}

// Deliver delivers a payload or puts it into the spool. It fails only where even that is impossible.
func (h Hook) Deliver(ctx context.Context, sender agent.Agent, payload []byte, at time.Time) error {
	payload = hook.Shorten(bytes.ToValidUTF8(payload, []byte("\uFFFD")), maxBody)
	spool := NewSpool(h.DB)
	err := h.send(ctx, sender, payload, at)
	switch {
	case err == nil:
		h.drain(ctx, spool)
		return nil
	case errors.Is(err, ErrRefused):
		return spool.refuse(sender, payload, at)
	case errors.Is(err, ErrNoServer) && h.Server.URL == "" && h.store(ctx, sender, payload, at):
		return nil
	default:
		return spool.Put(sender, payload, at)
	}
}

func (h Hook) send(ctx context.Context, sender agent.Agent, payload []byte, at time.Time) error {
	address, ok := h.address()
	if !ok {
		return ErrNoServer
	}
	ctx, cancel := context.WithTimeout(ctx, sendBudget)
	defer cancel()
	return post(ctx, address, sender, payload, at)
}

func (h Hook) address() (Address, bool) {
	if h.Server.URL != "" {
		return h.Server, true
	}
	return ReadAddress(h.DB)
}

// store stores the payload in the database itself, and reports whether that succeeded in time.
func (h Hook) store(ctx context.Context, sender agent.Agent, payload []byte, at time.Time) bool {
	observations, err := hook.Observe(sender, payload, at)
	if h.Store == nil || err != nil {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, storeBudget)
	defer cancel()
	stored := make(chan bool, 1)
	go func() {
		ok := false
		// A panic would end the process with an exit code by which a hook forbids what the agent is about to do.
		defer func() { stored <- recover() == nil && ok }()
		ok = h.Store(ctx, h.DB, observations) == nil
	}()
	select {
	case ok := <-stored:
		return ok
	case <-ctx.Done():
		return false
	}
}

// drain delivers what earlier hooks left in the spool, as far as drainBudget allows.
func (h Hook) drain(ctx context.Context, spool Spool) {
	address, ok := h.address()
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, drainBudget)
	defer cancel()
	_ = spool.Drain(ctx, func(sender agent.Agent, payload []byte, at time.Time) error { // what is left is delivered later
		return post(ctx, address, sender, payload, at)
	})
}
