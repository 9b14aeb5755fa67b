// Package hookclient owns the way of a hook's payload from the agent to the database: to the server that runs, into the database itself
// where none does, else into a spool beside the database, from which it is delivered later. Whoever calls it waits for a moment at
// most, and nothing is lost: what was delivered twice is stored once, because ids and times are the same.
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

// The parts of the second that a hook may take.
const (
	sendBudget  = 500 * time.Millisecond
	storeBudget = 300 * time.Millisecond
	drainBudget = 100 * time.Millisecond
)

// maxBody is the length to which payloads are cut: the server takes no longer ones.
const maxBody = 1<<20 - 1<<10

var (
	// ErrNobody says that no server runs at an address.
	ErrNobody = errors.New("no server answers")
	// ErrRefused says that a payload will never be taken.
	ErrRefused = errors.New("the payload is refused")
)

// Hook delivers what one run of a hook was handed.
type Hook struct {
	// DB is the path of the database: beside it lie the address of its server and the spool.
	DB string
	// Server, if it has a URL, is asked instead of the one that serves the database.
	Server Address
	// Store stores observations in the database while no server runs; nil leaves all to the spool.
	Store func(ctx context.Context, db string, observations []ingest.Observation) error
}

// Deliver brings a payload on its way. It fails only where it could not even be put into the spool.
func (h Hook) Deliver(ctx context.Context, sender agent.Agent, payload []byte, at time.Time) error {
	payload = hook.Shorten(bytes.ToValidUTF8(payload, []byte("\uFFFD")), maxBody)
	spool := SpoolOf(h.DB)
	err := h.send(ctx, sender, payload, at)
	switch {
	case err == nil:
		h.drain(ctx, spool)
		return nil
	case errors.Is(err, ErrRefused):
		return spool.refuse(sender, payload, at)
	case errors.Is(err, ErrNobody) && h.Server.URL == "" && h.store(ctx, sender, payload, at):
		return nil
	default:
		return spool.Put(sender, payload, at)
	}
}

func (h Hook) send(ctx context.Context, sender agent.Agent, payload []byte, at time.Time) error {
	address, ok := h.address()
	if !ok {
		return ErrNobody
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

// store reports whether the payload was stored in the database itself, within the time that is left for it.
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
		// A panic would end the process with the code by which agents know a hook that forbids.
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

// drain delivers what earlier hooks left, as far as a moment allows.
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
