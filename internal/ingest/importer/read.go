package importer

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

const (
	// unfinished is stored as the size of a file while it is read, so that a file whose reading was interrupted does not look unchanged.
	unfinished = -1
	// Observations are stored together once there are so many of them (unless the options say another number), once they take so many
	// bytes, or once they come from so many files.
	batchObservations = 1000
	batchBytes        = 6 << 20
	batchFiles        = 500
)

// isOld reports whether an instant is so long ago that nothing more comes: a copy of an old file is new, its records are not.
func (i *Importer) isOld(latest model.Instant) bool {
	at, ok := latest.Time()
	return ok && i.options.Now().Sub(at) > i.options.Idle
}

// read reads what is new in a file.
func (i *Importer) read(ctx context.Context, f File) error {
	state, finished := i.states[f.Path], i.options.Now().Sub(f.Modified) > i.options.Idle
	isAgain := i.isDue(state)
	if isAgain {
		if err := i.findWaiting(ctx, state); err != nil {
			return err
		}
		isAgain = !i.waiting[f.Path]
	}
	if !isAgain && state.isOfUnchanged(f) && (state.Finished || !finished) {
		i.summary.Unchanged++
		return nil
	}
	if known := i.unrecognised[f.Path]; known.File == f {
		return known.err
	}
	if f.isArchived {
		return i.readArchived(ctx, f, state)
	}
	in, err := os.Open(f.Path)
	if err != nil {
		return err
	}
	defer in.Close()
	p := &pass{file: f, in: in, state: state, batch: transcript.NewBatch(), packed: f.isPacked(), finished: finished, isAgain: isAgain}
	if err := i.begin(ctx, p); err != nil {
		return err
	}
	stream, closeStream, err := p.open(in)
	if err != nil {
		return err
	}
	defer closeStream()
	return i.readStream(ctx, p, stream)
}

// isOfUnchanged reports whether a file is as it was when it was read last.
func (s State) isOfUnchanged(f File) bool {
	return s.Path != "" && s.Size == f.Size && s.ModifiedNS == f.Modified.UnixNano() && s.Inode == f.Inode
}

// readStream reads a stream to its end.
func (i *Importer) readStream(ctx context.Context, p *pass, stream io.Reader) error {
	if p.isAgain && p.pruned.isPrunedWhole(p.file) {
		format, _ := find(i.formats, p.before.Format) // it would not be read again otherwise
		p.before.Version = format.Version
		return i.save(ctx, p.before)
	}
	if err := i.prepare(p, &stream); err != nil {
		return err
	}
	if err := i.readLines(ctx, p, stream); err != nil {
		return err
	}
	return i.finish(ctx, p)
}

// readLines reads all complete lines.
func (i *Importer) readLines(ctx context.Context, p *pass, stream io.Reader) error {
	if p.format.Document {
		return i.readDocument(ctx, p, stream)
	}
	lines := i.lines
	lines.Reset(stream, p.state.Offset)
	for ctx.Err() == nil {
		at := lines.Offset
		line, tooLong, err := lines.Next()
		if err != nil {
			if !errors.Is(err, io.EOF) {
				return fmt.Errorf("read lines: %w", err)
			}
			first := len(p.batch.Observations)
			p.readRest(lines)
			return i.leaveOut(ctx, p, first, lines.Offset)
		}
		first := len(p.batch.Observations)
		p.readLine(line, tooLong, at)
		if err := i.leaveOut(ctx, p, first, lines.Offset); err != nil {
			return err
		}
		if !p.packed {
			p.state.Offset = lines.Offset
		}
		if i.isFull(len(p.batch.Observations), p.batch.Bytes) {
			if err := i.submit(ctx, p); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// readRest reads a last line without a newline where none will be added: in a compressed file and in a finished one. An incomplete
// record waits for its rest, and is reported where none will come.
func (p *pass) readRest(lines *transcript.Lines) {
	rest := lines.Rest()
	if len(bytes.TrimSpace(rest)) > 0 && (p.packed || p.finished) {
		p.readLine(rest, false, lines.Offset)
		if transcript.IsRecord(rest) {
			p.state.Offset = lines.Offset + int64(len(rest))
		}
	}
	if p.packed {
		p.state.Offset = p.file.Size
	}
}

// readLine reads a line that begins at an offset.
func (p *pass) readLine(line []byte, tooLong bool, at int64) {
	p.batch.Tally.Lines++
	p.lines.number++
	p.batch.LastIgnored, p.batch.LastFault = "", ""
	p.batch.Begin(at)
	broken := p.batch.Tally.Broken
	switch {
	case tooLong:
		p.batch.Tally.TooLong++
		p.lines.fault("it is longer than 64 MB")
	case len(bytes.TrimSpace(line)) > 0:
		p.reader.Read(line, p.batch)
	}
	if p.batch.Tally.Broken > broken {
		p.lines.fault(cmp.Or(p.batch.LastFault, transcript.WhyBroken(line)))
	}
	p.lines.ignored(p.batch.LastIgnored)
}

// readDocument reads a file that is one JSON document. A document that is being written is read once it is complete.
func (i *Importer) readDocument(ctx context.Context, p *pass, stream io.Reader) error {
	whole, err := io.ReadAll(io.LimitReader(stream, transcript.MaxLine+1))
	if err != nil {
		return fmt.Errorf("read the document: %w", err)
	}
	p.readLine(whole, len(whole) > transcript.MaxLine, 0)
	p.state.Offset = 0 // a document is read from its beginning each time
	return i.leaveOut(ctx, p, 0, 0)
}

// finish submits the rest of the observations and the state of the file.
func (i *Importer) finish(ctx context.Context, p *pass) error {
	first := len(p.batch.Observations)
	p.reader.End(p.batch, p.finished || i.isOld(p.batch.LatestAt))
	if err := i.leaveOut(ctx, p, first, p.state.Offset); err != nil {
		return err
	}
	p.state.Finished, p.state.Size, p.isRead = p.finished, p.file.Size, true
	if p.in != nil {
		p.state.Head = transcript.HeadOf(p.in, p.state.Offset)
	} else { // should the file come back it is compared with what was read of it
		before := p.before
		p.state.Offset, p.state.Head, p.state.Digest, p.state.Tail = before.Offset, before.Head, before.Digest, before.Tail
	}
	if err := i.submit(ctx, p); err != nil {
		return err
	}
	i.countRead(p)
	i.summary.Skipped.Add(p.batch.Tally)
	i.reportLines(p)
	return nil
}

// countRead counts a file that was read.
func (i *Importer) countRead(p *pass) {
	i.summary.Read++
	if !p.isAgain {
		return
	}
	i.summary.Bytes += min(p.before.Offset, p.state.Offset)
	if p.before.Version == rewrittenVersion {
		i.summary.Rewritten++
	} else {
		i.summary.Again++
	}
	if p.file.isArchived {
		i.summary.Archived++
	}
}

// submit adds the observations and the state of the file to what is gathered, and has it stored once it is large enough. Until a file is read
// again to its end, its state says that it is to be read again.
func (i *Importer) submit(ctx context.Context, p *pass) error {
	if err := i.withdrawAll(ctx, p); err != nil {
		return err
	}
	carry, err := p.reader.Carry()
	if err != nil {
		return fmt.Errorf("encode the state of the reader: %w", err)
	}
	p.state.Carry = carry
	if p.state.SessionID == "" {
		p.state.SessionID = p.batch.SessionID()
	}
	p.remember()
	state := p.state
	if p.isAgain && !p.isRead {
		state = p.before
	}
	i.gathered.add(p.batch, state)
	if p.isRead && !p.isAgain {
		i.gathered.read = append(i.gathered.read, newReadFile(p.file, state, p.format))
	}
	p.batch.Reset()
	if !i.isFull(len(i.gathered.observations), i.gathered.bytes) && len(i.gathered.states) < batchFiles {
		return nil
	}
	return i.flush(ctx)
}
