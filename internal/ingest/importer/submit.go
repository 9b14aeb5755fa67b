package importer

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// gathered is what several passes over files observed, to be stored together.
type gathered struct {
	observations []ingest.Observation
	bytes        int
	// states are those of the files once the observations are stored. read are the files of which nothing follows.
	states []State
	read   []ReadFile
}

func (g *gathered) add(batch *transcript.Batch, state State) {
	g.observations, g.bytes = append(g.observations, batch.Observations...), g.bytes+batch.Bytes
	g.states = append(g.states, state)
}

// pending is being stored while the next lines are read.
type pending struct {
	prepared *ingest.Prepared
	// subjects are what the observations are about. The observations themselves are not kept: they are prepared.
	subjects []subject
	states   []State
	read     []ReadFile
	results  []ingest.Result
	err      error
	done     chan struct{}
}

// isFull reports whether so many observations and bytes are to be stored.
func (i *Importer) isFull(observations, bytes int) bool {
	return observations >= i.options.Batch || bytes >= batchBytes
}

// flush starts to store what is gathered and returns, so that reading goes on meanwhile. It waits for the flush before it, but prepares what
// is gathered first: storing takes longer than reading.
func (i *Importer) flush(ctx context.Context) error {
	if len(i.gathered.states) == 0 {
		return nil
	}
	prepared := i.options.Submit.Prepare(i.gathered.observations)
	if err := i.awaitStored(ctx); err != nil {
		return err
	}
	p := &pending{prepared: prepared, subjects: subjectsOf(i.gathered.observations), states: i.gathered.states, read: i.gathered.read, done: make(chan struct{})}
	i.pending, i.gathered = p, gathered{}
	go func() {
		defer close(p.done)
		p.err = i.storeAndSave(ctx, p)
	}()
	return nil
}

// storeAndSave stores the observations, and then the states of their files. After a crash between the two the same lines are read again, which
// changes nothing. What was begun is finished when ctx ends, so that its outcome is known.
func (i *Importer) storeAndSave(ctx context.Context, p *pending) (err error) {
	if len(p.subjects) > 0 {
		if p.results, err = i.store(ctx, p.prepared); err != nil {
			return err
		}
	}
	return i.options.States.Save(context.WithoutCancel(ctx), p.states)
}

// awaitStored waits for the pending flush and counts its results.
func (i *Importer) awaitStored(ctx context.Context) error {
	p := i.pending
	if p == nil {
		return nil
	}
	i.pending = nil
	<-p.done
	i.summary.count(p.subjects, p.results)
	if p.err != nil {
		return storeError{p.err}
	}
	for _, state := range p.states {
		i.summary.Bytes += state.Offset - min(i.states[state.Path].Offset, state.Offset)
		i.remember(state)
	}
	if i.options.AfterStored != nil && len(p.read) > 0 {
		i.options.AfterStored(ctx, p.read)
	}
	return nil
}

// maxTries is how often a batch is submitted while the store is busy or unavailable.
const maxTries = 5

// store submits a batch. It waits and tries again where the store is busy, until ctx is done.
func (i *Importer) store(ctx context.Context, prepared *ingest.Prepared) ([]ingest.Result, error) {
	for tries := 1; ; tries++ {
		results, err := i.options.Submit.SubmitPrepared(context.WithoutCancel(ctx), prepared)
		code := apperr.CodeOf(err)
		if err == nil || tries == maxTries || code != apperr.CodeBusy && code != apperr.CodeUnavailable {
			return results, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(time.Second):
		}
	}
}
