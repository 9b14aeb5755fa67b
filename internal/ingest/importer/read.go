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

// pass is one reading of one file.
type pass struct {
	file   File
	in     *os.File
	state  State
	format transcript.Format
	reader transcript.Reader
	batch  *transcript.Batch
	// lines are the numbers and faults of lines since the beginning of the pass.
	lines lineLog
	// packed files are compressed. They are read from the beginning to the end, or not at all.
	packed bool
	// finished files were not written for a while.
	finished bool
}

// isOld reports whether an instant is so long ago that nothing more comes: a copy of an old file is new, its records are not.
func (i *Importer) isOld(latest model.Instant) bool {
	at, ok := latest.Time()
	return ok && i.options.Now().Sub(at) > i.options.Idle
}

// read reads what is new in a file.
func (i *Importer) read(ctx context.Context, f File) error {
	state := i.states[f.Path]
	finished := i.options.Now().Sub(f.Modified) > i.options.Idle
	if state.Path != "" && state.Size == f.Size && state.ModifiedNS == f.Modified.UnixNano() && state.Inode == f.Inode && (state.Finished || !finished) {
		i.summary.Unchanged++
		return nil
	}
	if known := i.unrecognised[f.Path]; known.File == f {
		return known.err
	}
	in, err := os.Open(f.Path)
	if err != nil {
		return err
	}
	defer in.Close()
	if state.Offset > f.Size || state.Inode != f.Inode || !state.Head.BeginsFile(in) || f.isPacked() && state.Size != f.Size || !i.keepsFormat(in, state) {
		state = State{}
	}
	p := &pass{file: f, in: in, state: state, batch: transcript.NewBatch(), packed: f.isPacked(), finished: finished}
	p.state.Path, p.state.Size, p.state.ModifiedNS, p.state.Inode = f.Path, unfinished, f.Modified.UnixNano(), f.Inode
	if !p.packed {
		p.lines.from = state.Offset
	}
	stream, closeStream, err := p.open(in)
	if err != nil {
		return err
	}
	defer closeStream()
	if err := i.prepare(p, &stream); err != nil {
		return err
	}
	if err := i.readLines(ctx, p, stream); err != nil {
		return err
	}
	return i.finish(ctx, p, in)
}

// prepare chooses the format of the file and makes its reader.
func (i *Importer) prepare(p *pass, stream *io.Reader) error {
	if p.state.Format == "" {
		if err := i.recognise(p, stream); err != nil {
			return err
		}
	}
	format, err := find(i.formats, p.state.Format)
	if err != nil {
		return err
	}
	i.remembered[p.file.Path] = true
	p.format = format
	p.reader, err = format.New(i.source(p.file, format.Agent), p.state.Carry)
	return err
}

// recognise finds the format of a file by its beginning.
func (i *Importer) recognise(p *pass, stream *io.Reader) error {
	first, err := readFirstPart(p.file.Path, *stream, i.beginning)
	if err != nil {
		return err
	}
	format, firstRecord, err := i.recogniseFile(first)
	if err != nil {
		return err
	}
	if *stream, err = p.rewind(first); err != nil {
		return err
	}
	p.state.Format, p.state.FirstRecord = format.Name, firstRecord
	i.rememberRecordsOf(format, p.state)
	return nil
}

// rewind returns the stream from its beginning.
func (p *pass) rewind(first *firstPart) (io.Reader, error) {
	if p.packed {
		return first.whole(), nil
	}
	if _, err := p.in.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("seek to the beginning: %w", err)
	}
	return p.in, nil
}

// source is what is known of a file beside its lines.
func (i *Importer) source(f File, agentID string) transcript.Source {
	return transcript.Source{
		Path: f.Path, Name: f.name(), Sidecar: f.sidecar(), AgentID: f.agentID(), ParentSession: f.parentSession(), Project: projectOf(f, agentID),
		Changed: model.NewInstant(f.Modified), Ancestor: i.ancestor, Child: i.child, Seen: i.seen,
	}
}

// readLines reads all complete lines.
func (i *Importer) readLines(ctx context.Context, p *pass, stream io.Reader) error {
	if p.format.Document {
		return i.readDocument(p, stream)
	}
	lines := i.lines
	lines.Reset(stream, p.state.Offset)
	for ctx.Err() == nil {
		line, tooLong, err := lines.Next()
		if err != nil {
			if !errors.Is(err, io.EOF) {
				return fmt.Errorf("read lines: %w", err)
			}
			p.readRest(lines)
			return nil
		}
		p.readLine(line, tooLong)
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
		p.readLine(rest, false)
		if transcript.IsRecord(rest) {
			p.state.Offset = lines.Offset + int64(len(rest))
		}
	}
	if p.packed {
		p.state.Offset = p.file.Size
	}
}

func (p *pass) readLine(line []byte, tooLong bool) {
	p.batch.Tally.Lines++
	p.lines.number++
	p.batch.LastIgnored, p.batch.LastFault = "", ""
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
func (i *Importer) readDocument(p *pass, stream io.Reader) error {
	whole, err := io.ReadAll(io.LimitReader(stream, transcript.MaxLine+1))
	if err != nil {
		return fmt.Errorf("read the document: %w", err)
	}
	p.readLine(whole, len(whole) > transcript.MaxLine)
	p.state.Offset = 0 // a document is read from its beginning each time
	return nil
}

// finish submits the rest of the observations and the state of the file.
func (i *Importer) finish(ctx context.Context, p *pass, in *os.File) error {
	p.reader.End(p.batch, p.finished || i.isOld(p.batch.LatestAt))
	p.state.Finished, p.state.Size = p.finished, p.file.Size
	p.state.Head = transcript.HeadOf(in, p.state.Offset)
	if err := i.submit(ctx, p); err != nil {
		return err
	}
	i.summary.Read++
	i.summary.Skipped.Add(p.batch.Tally)
	i.reportLines(p)
	return nil
}

// submit adds the observations and the state of the file to what is gathered, and has it stored once it is large enough.
func (i *Importer) submit(ctx context.Context, p *pass) error {
	carry, err := p.reader.Carry()
	if err != nil {
		return fmt.Errorf("encode the state of the reader: %w", err)
	}
	p.state.Carry = carry
	if p.state.SessionID == "" {
		p.state.SessionID = p.batch.SessionID()
	}
	i.gathered.add(p.batch, p.state)
	p.batch.Reset()
	if !i.isFull(len(i.gathered.observations), i.gathered.bytes) && len(i.gathered.states) < batchFiles {
		return nil
	}
	return i.flush(ctx)
}
