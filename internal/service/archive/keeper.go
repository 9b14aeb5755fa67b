package archive

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// keeper adds one file to the archive.
type keeper struct {
	service *Service
	from    *Transcript
	to      model.ArchivedTranscript
	// head is the beginning of the file. isDescribed says that to has its sidecar.
	head        transcript.Head
	isDescribed bool
	packer      *packer
	// batch stores what is new, with that of other files. waiting is what it has not stored yet, nil for nothing, and bytes is the size of the
	// lines that are in no change yet.
	batch   *batch
	waiting *change
	bytes   int64
	// isCounted says that the report has the transcript.
	isCounted bool
}

// run reads what the archive lacks of the file. It stores each part as soon as it is full, so that little is lost where it is interrupted.
func (k *keeper) run(ctx context.Context, in *os.File) error {
	switch {
	case k.from.Document:
		return k.replace(ctx, io.NopCloser(io.NewSectionReader(in, 0, k.from.Offset)))
	case k.from.Packed:
		stream, err := transcript.Unpack(in)
		if err != nil {
			return err
		}
		return k.replace(ctx, stream)
	default:
		return k.append(ctx, in)
	}
}

// append adds the lines that were written since the last time.
func (k *keeper) append(ctx context.Context, in *os.File) error {
	if err := k.continueLastPart(ctx); err != nil {
		return err
	}
	lines := k.service.linesOf(io.NewSectionReader(in, k.to.Offset, k.from.Offset-k.to.Offset), k.to.Offset)
	for {
		err := k.readPart(lines)
		switch {
		case err == nil:
			err = k.store(ctx, lines.Offset)
		case errors.Is(err, io.EOF):
			return k.store(ctx, k.from.Offset)
		}
		if err != nil {
			return err
		}
	}
}

// continueLastPart lets the new lines fill the last part, where it has room.
func (k *keeper) continueLastPart(ctx context.Context) error {
	if k.to.ID == 0 {
		return nil
	}
	last, found, err := k.service.store.LastPart(ctx, k.to.ID)
	if err != nil || !found {
		return err
	}
	return k.packer.goOn(last)
}

// replace reads a whole file in place of what was kept of it.
func (k *keeper) replace(ctx context.Context, stream io.ReadCloser) error {
	defer stream.Close()
	lines := k.service.linesOf(stream, 0)
	var parts []model.ArchivedPart
	for done := false; !done; {
		err := k.readPart(lines)
		if done = errors.Is(err, io.EOF); err != nil && !done {
			return nil //nolint:nilerr // a damaged file was reported when it was read
		}
		part, ok, err := k.packer.take()
		if err != nil {
			return err
		}
		if ok {
			parts = append(parts, part)
		}
	}
	return k.put(ctx, k.from.Offset, parts, true)
}

// readPart reads lines until the part is full. At the end the error is io.EOF.
func (k *keeper) readPart(lines *transcript.Lines) error {
	for !k.packer.isFull() {
		line, tooLong, err := lines.Next()
		if err != nil {
			if rest := lines.Rest(); errors.Is(err, io.EOF) && len(rest) > 0 {
				k.add(rest)
			}
			return err
		}
		if !tooLong {
			k.add(line)
		}
	}
	return nil
}

func (k *keeper) add(line []byte) {
	if k.service.redact != nil {
		line = k.service.redact(line)
	}
	k.packer.add(line)
	k.bytes += int64(len(line)) + 1
}

// store has what was packed stored, and that the file is kept up to an offset.
func (k *keeper) store(ctx context.Context, offset int64) error {
	part, ok, err := k.packer.take()
	if err = cmp.Or(err, ctx.Err()); err != nil {
		return err
	}
	var parts []model.ArchivedPart
	if ok {
		parts = append(parts, part)
	}
	return k.put(ctx, offset, parts, false)
}

// put adds parts to the batch, which stores them once it is large enough.
func (k *keeper) put(ctx context.Context, offset int64, parts []model.ArchivedPart, isWhole bool) error {
	k.describe(offset)
	if k.waiting == nil {
		k.waiting = &change{keeper: k}
		k.batch.changes = append(k.batch.changes, k.waiting)
	}
	c := k.waiting
	c.Transcript, c.Parts, c.IsWhole, c.bytes = k.to, append(c.Parts, parts...), isWhole, c.bytes+k.bytes
	k.bytes = 0
	for _, part := range parts {
		k.batch.size += len(part.Data)
	}
	if !k.batch.isFull() {
		return nil
	}
	return k.batch.store(ctx)
}

// end says that all of the file was read.
func (k *keeper) end() {
	if k.waiting == nil {
		k.service.setKept(k.from)
		return
	}
	k.waiting.isLast = true
}
