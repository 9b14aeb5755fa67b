package archive

import (
	"context"
	"io"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// What is new is stored once it is so many bytes, or of so many transcripts.
const (
	batchBytes   = 4 << 20
	batchChanges = 500
)

// batch collects what is new of transcripts, to store it in one transaction: a transaction for each of many small files would cost more than
// reading them.
type batch struct {
	service *Service
	changes []*change
	// size is how many bytes the parts of the changes have.
	size   int
	report Report
}

// change is what is new of one transcript.
type change struct {
	model.ArchivedChange
	keeper *keeper
	// bytes is the size of the lines in the parts. isLast says that nothing follows.
	bytes  int64
	isLast bool
}

func (b *batch) isFull() bool { return b.size >= batchBytes || len(b.changes) >= batchChanges }

// store stores what was collected, except of sessions that were forgotten meanwhile.
func (b *batch) store(ctx context.Context) error {
	if len(b.changes) == 0 {
		return nil
	}
	sessions := make([]string, len(b.changes))
	for i, c := range b.changes {
		sessions[i] = c.Transcript.SessionID
	}
	forgotten, err := b.service.sessions.Forgotten(ctx, sessions)
	if err != nil {
		return err
	}
	var stored []*change
	var changes []model.ArchivedChange
	for _, c := range b.changes {
		if !forgotten[c.Transcript.SessionID] {
			stored, changes = append(stored, c), append(changes, c.ArchivedChange)
		}
	}
	ids, err := b.service.store.Put(ctx, changes...)
	if err != nil {
		return err
	}
	for i, c := range stored {
		c.keeper.to.ID = ids[i]
		b.report.add(c)
	}
	for _, c := range b.changes {
		c.keeper.waiting = nil
		if c.isLast {
			b.service.setKept(c.keeper.from)
		}
	}
	b.changes, b.size = nil, 0
	return nil
}

// add counts a change that was stored.
func (r *Report) add(c *change) {
	if !c.keeper.isCounted {
		c.keeper.isCounted = true
		r.Transcripts++
	}
	r.Bytes += c.bytes
	for _, part := range c.Parts {
		r.Stored += int64(len(part.Data))
	}
}

// linesOf returns the lines of a stream, which begins at an offset of its file.
func (s *Service) linesOf(stream io.Reader, offset int64) *transcript.Lines {
	if s.lines == nil {
		s.lines = transcript.NewLines(stream, offset)
	} else {
		s.lines.Reset(stream, offset)
	}
	return s.lines
}
