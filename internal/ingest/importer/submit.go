package importer

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// patience is how often a batch is submitted again where the store has no room, or cannot be reached.
const patience = 5

// store submits a batch, and waits where too much waits already: a transcript can be read later.
func (i *Importer) store(ctx context.Context, batch *transcript.Batch) ([]ingest.Result, error) {
	for tries := 1; ; tries++ {
		results, err := i.options.Submit.Submit(ctx, batch.Observations)
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
