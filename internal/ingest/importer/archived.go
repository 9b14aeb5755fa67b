package importer

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// readArchived reads a file again that the archive alone has.
func (i *Importer) readArchived(ctx context.Context, f File, state State) error {
	text, _, err := i.archived(ctx, state)
	if err != nil || text == nil {
		return err // it was pruned meanwhile
	}
	p := &pass{file: f, before: state, batch: transcript.NewBatch(), packed: true, finished: true, isAgain: true}
	if err := i.beginAt(ctx, p); err != nil {
		return err
	}
	return i.readStream(ctx, p, text)
}
