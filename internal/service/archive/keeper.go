package archive

import (
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
	from    Transcript
	to      model.ArchivedTranscript
	packer  packer
	report  *Report
}

// run reads what the archive lacks of the file. It stores each part as soon as it is full, so that little is lost where it is interrupted.
func (k *keeper) run(ctx context.Context, in *os.File) error {
	switch {
	case k.from.Document:
		return k.replace(ctx, in, io.NopCloser(io.NewSectionReader(in, 0, k.from.Offset)))
	case k.from.Packed:
		stream, err := transcript.Unpack(in)
		if err != nil {
			return err
		}
		return k.replace(ctx, in, stream)
	default:
		return k.append(ctx, in)
	}
}

// append adds the lines that were written since the last time.
func (k *keeper) append(ctx context.Context, in *os.File) error {
	if err := k.continueLastPart(ctx); err != nil {
		return err
	}
	lines := transcript.NewLines(io.NewSectionReader(in, k.to.Offset, k.from.Offset-k.to.Offset), k.to.Offset)
	for {
		err := k.readPart(lines)
		switch {
		case err == nil:
			err = k.store(ctx, in, lines.Offset)
		case errors.Is(err, io.EOF):
			return k.store(ctx, in, k.from.Offset)
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
func (k *keeper) replace(ctx context.Context, in *os.File, stream io.ReadCloser) error {
	defer stream.Close()
	lines := transcript.NewLines(stream, 0)
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
	return k.put(ctx, in, k.from.Offset, parts, true)
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
	k.report.Bytes += int64(len(line)) + 1
}

// store stores what was packed, and that the file is kept up to an offset.
func (k *keeper) store(ctx context.Context, in io.ReaderAt, offset int64) error {
	part, ok, err := k.packer.take()
	if err != nil {
		return err
	}
	var parts []model.ArchivedPart
	if ok {
		parts = append(parts, part)
	}
	return k.put(ctx, in, offset, parts, false)
}

func (k *keeper) put(ctx context.Context, in io.ReaderAt, offset int64, parts []model.ArchivedPart, all bool) error {
	k.describe(in, offset)
	for _, part := range parts {
		k.report.Stored += int64(len(part.Data))
	}
	id, err := k.service.store.Put(ctx, k.to, parts, all)
	if err == nil {
		k.to.ID = id
	}
	return err
}
