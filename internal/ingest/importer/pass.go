package importer

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// pass is one reading of one file.
type pass struct {
	file File
	// in is nil for a file of the archive.
	in     *os.File
	state  State
	format transcript.Format
	reader transcript.Reader
	batch  *transcript.Batch
	// lines are the numbers and faults of lines since the beginning of the pass.
	lines lineLog
	// packed files are compressed, or of the archive. They are read from the beginning to the end, or not at all.
	packed bool
	// finished files were not written for a while.
	finished bool
	// isAgain says that the file is read again, in place of what was read before, and before is its state until then. isBegun says that what it
	// reported was withdrawn, isRead that it is read to its end.
	isAgain, isBegun, isRead bool
	before                   State
	pruned                   pruned
	// digest is that of the first hashed bytes of the file.
	digest digest
	hashed int64
}

// begin decides where a pass begins: where the last one ended, or at the beginning of the file.
func (i *Importer) begin(ctx context.Context, p *pass) error {
	format, err := find(i.formats, p.state.Format)
	isWhole := p.packed || err != nil || format.Document
	if !isWhole && isRewritten(p.in, p.file, p.state, p.finished) {
		if err := i.detach(ctx, p.state); err != nil {
			return err
		}
		if !p.isAgain {
			if p.state, err = i.restart(ctx, p.state); err != nil {
				return err
			}
			p.isAgain = true
		}
	}
	p.before = p.state
	if p.isAgain || isWhole && isReplaced(p.in, p.file, p.state) || !i.keepsFormat(p.in, p.state) {
		p.state = State{}
	}
	return i.beginAt(ctx, p)
}

// beginAt prepares a pass from the position of its state.
func (i *Importer) beginAt(ctx context.Context, p *pass) error {
	f := p.file
	p.state.Path, p.state.Size, p.state.ModifiedNS, p.state.Inode = f.Path, unfinished, f.Modified.UnixNano(), f.Inode
	if !p.packed {
		p.lines.from = p.state.Offset
	}
	var ok bool
	if p.digest, ok = restoreDigest(p.state.Digest); ok && p.state.Digest != "" {
		p.hashed = p.state.Offset
	}
	before := int64(0)
	switch format, err := find(i.formats, p.before.Format); {
	case p.before.Path == "":
	case p.packed || err == nil && format.Document:
		before = all
	case p.state.Offset == 0:
		before = p.before.Offset
	}
	var err error
	p.pruned, err = i.prunedBefore(ctx, before)
	return err
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
	source := i.source(p.file, format.Agent)
	if p.file.isArchived {
		source.Sidecar = i.fromArchive[p.file.Path]
	}
	p.reader, err = format.New(source, p.state.Carry)
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
	p.state.Format, p.state.Version, p.state.FirstRecord = format.Name, format.Version, firstRecord
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
