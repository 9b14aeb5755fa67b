package hookclient

import (
	"context"
	"errors"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/hook"
)

// maxStored is the number of payloads from the spool that one hook stores.
const maxStored = 50

// store stores the payload in the database itself, and then some of those that wait in the spool. It reports whether the payload was
// stored in time.
func (h Hook) store(ctx context.Context, mayUpgrade bool, spool Spool, sender agent.Agent, payload []byte, at time.Time) bool {
	observations, err := hook.Observe(sender, payload, at)
	if h.Store == nil || err != nil {
		return false
	}
	if !h.storeInTime(ctx, mayUpgrade, storeBudget, observations) {
		return false
	}
	h.storeSpool(ctx, spool)
	return true
}

// storeInTime stores observations, and reports whether that succeeded within a budget.
func (h Hook) storeInTime(ctx context.Context, mayUpgrade bool, budget time.Duration, observations []ingest.Observation) bool {
	ctx, cancel := context.WithTimeout(ctx, budget)
	defer cancel()
	stored := make(chan bool, 1)
	go func() {
		ok := false
		// A panic would end the process with an exit code by which a hook forbids what the agent is about to do.
		defer func() { stored <- recover() == nil && ok }()
		ok = h.Store(ctx, h.DB, mayUpgrade, observations) == nil
	}()
	select {
	case ok := <-stored:
		return ok
	case <-ctx.Done():
		return false
	}
}

// errLater ends a drain before a payload that is stored later.
var errLater = errors.New("it is stored later")

// storeSpool stores some of the payloads in the spool together, since to open the database takes longer than to store one. They are read
// twice: they leave the spool once they are stored.
func (h Hook) storeSpool(ctx context.Context, spool Spool) {
	var observations []ingest.Observation
	taken := map[string]bool{}
	_ = spool.Drain(ctx, func(p Payload) error {
		observed, err := hook.Observe(p.Sender, p.Content, p.At)
		if err != nil {
			return ErrRefused
		}
		observations = append(observations, observed...)
		if taken[p.Name] = true; len(taken) == maxStored {
			return errLater
		}
		return errKept // until it is stored
	}, nil)
	if len(observations) == 0 || !h.storeInTime(ctx, false, drainBudget, observations) {
		return
	}
	_ = spool.Drain(ctx, func(p Payload) error {
		if !taken[p.Name] {
			return errLater
		}
		return nil
	}, nil)
}
