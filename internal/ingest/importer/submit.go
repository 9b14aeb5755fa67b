package importer

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// gathered is what several passes over files told, to be stored together.
type gathered struct {
	observations []ingest.Observation
	bytes        int
	// states are how far the files are read once all of it is stored.
	states []State
}

func (g *gathered) add(batch *transcript.Batch, state State) {
	g.observations, g.bytes = append(g.observations, batch.Observations...), g.bytes+batch.Bytes
	g.states = append(g.states, state)
}

// pending is what is being stored while the lines after it are read.
type pending struct {
	gathered
	results []ingest.Result
	err     error
	done    chan struct{}
}

// isEnough reports whether it is time to store what so many observations and bytes are.
func (i *Importer) isEnough(observations, bytes int) bool {
	return observations >= i.options.Batch || bytes >= batchBytes
}

// flush has what was gathered stored behind the reader, which goes on. What was gathered before is stored by then.
func (i *Importer) flush(ctx context.Context) error {
	if len(i.gathered.states) == 0 {
		return nil
	}
	if err := i.settle(); err != nil {
		return err
	}
	p := &pending{gathered: i.gathered, done: make(chan struct{})}
	i.pending, i.gathered = p, gathered{}
	go func() {
		defer close(p.done)
		p.err = i.keep(ctx, p)
	}()
	return nil
}

// keep stores what was gathered, and then that it is: after a crash between the two the same lines come again, which does no harm.
func (i *Importer) keep(ctx context.Context, p *pending) (err error) {
	if len(p.observations) > 0 {
		if p.results, err = i.store(ctx, p.observations); err != nil {
			return err
		}
	}
	return i.options.States.Keep(ctx, p.states)
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
	for _, state := range p.states {
		i.summary.Bytes += state.Offset - min(i.states[state.Path].Offset, state.Offset)
		i.states[state.Path] = state
	}
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
