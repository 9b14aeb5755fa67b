package importer

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// pending is a batch that is being stored while the lines after it are read.
type pending struct {
	observations []ingest.Observation
	results      []ingest.Result
	// state is how far the file is read once the batch is stored.
	state State
	err   error
	done  chan struct{}
}

// begin stores a batch, and then keeps that it is: after a crash between the two the same lines come again, which does no harm.
func (i *Importer) begin(ctx context.Context, observations []ingest.Observation, state State) *pending {
	p := &pending{observations: observations, state: state, done: make(chan struct{})}
	go func() {
		defer close(p.done)
		if len(observations) > 0 {
			p.results, p.err = i.store(ctx, observations)
		}
		if p.err == nil {
			p.err = i.options.States.Keep(ctx, state)
		}
	}()
	return p
}

// settle waits until what is being stored is, and counts what became of it.
func (i *Importer) settle() error {
	p := i.pending
	if p == nil {
		return nil
	}
	i.pending = nil
	<-p.done
	i.summary.count(p.observations, p.results)
	if p.err != nil {
		return storeError{p.err}
	}
	i.summary.Bytes += p.state.Offset - min(i.states[p.state.Path].Offset, p.state.Offset)
	i.states[p.state.Path] = p.state
	return nil
}

// patience is how often a batch is submitted again where the store has no room, or cannot be reached.
const patience = 5

// store submits a batch, and waits where too much waits already: a transcript can be read later.
func (i *Importer) store(ctx context.Context, observations []ingest.Observation) ([]ingest.Result, error) {
	for tries := 1; ; tries++ {
		results, err := i.options.Submit.Submit(ctx, observations)
		code := apperr.CodeOf(err)
		if err == nil || tries == patience || code != apperr.CodeBusy && code != apperr.CodeUnavailable {
			return results, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(time.Second):
		}
	}
}
