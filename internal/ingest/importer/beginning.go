package importer

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// beginning is how much of a file is read to recognise it. It is extended to the end of the line that it cuts.
const beginning = 64 << 10

// firstPart is the first part of a stream.
type firstPart struct {
	path string
	// text has been read of the stream, rest has not.
	text []byte
	rest io.Reader
	// isCut says that text may end within a line.
	isCut bool
}

// readFirstPart reads the first part of a stream into buffer, which keeps it until it is used again.
func readFirstPart(path string, stream io.Reader, buffer []byte) (*firstPart, error) {
	n, err := io.ReadFull(stream, buffer)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fmt.Errorf("read the beginning: %w", err)
	}
	text := buffer[:n]
	return &firstPart{path: path, text: text, rest: stream, isCut: err == nil && text[n-1] != '\n'}, nil
}

// wholeLines returns the beginning without a line that is cut.
func (p *firstPart) wholeLines() transcript.Beginning {
	if !p.isCut {
		return transcript.Beginning{Path: p.path, Text: p.text}
	}
	return transcript.Beginning{Path: p.path, Text: p.text[:bytes.LastIndexByte(p.text, '\n')+1]}
}

// extended returns the beginning with all of its last line.
func (p *firstPart) extended() (transcript.Beginning, error) {
	if p.isCut {
		in := bufio.NewReader(p.rest)
		text, err := readToEndOfLine(slices.Clip(p.text), in)
		if err != nil && !errors.Is(err, io.EOF) {
			return transcript.Beginning{}, fmt.Errorf("read the beginning: %w", err)
		}
		p.text, p.rest, p.isCut = text, in, false
	}
	return transcript.Beginning{Path: p.path, Text: p.text}, nil
}

// whole returns the stream as it was before its first part was read.
func (p *firstPart) whole() io.Reader { return io.MultiReader(bytes.NewReader(p.text), p.rest) }

// recogniseFile returns the format of a file, and the id of its first record. A line that is longer than the first part is read only where the
// lines before it do not tell.
func (i *Importer) recogniseFile(p *firstPart) (format transcript.Format, firstRecord string, err error) {
	b := p.wholeLines()
	if format, err = recognise(i.formats, b); err == nil {
		firstRecord = format.FirstRecord(b)
	}
	if !p.isCut || err == nil && (firstRecord != "" || format.Identify == nil) {
		return format, firstRecord, err
	}
	if b, err = p.extended(); err != nil {
		return format, "", err
	}
	if format, err = recognise(i.formats, b); err != nil {
		return format, "", err
	}
	return format, format.FirstRecord(b), nil
}

// keepsFormat reports whether a file still has the format that it was read as before. An earlier version may have taken it for the file of
// another agent.
func (i *Importer) keepsFormat(in io.ReaderAt, s State) bool {
	format, err := find(i.formats, s.Format)
	if err != nil || (File{Path: s.Path}).isPacked() {
		return true // the first is reported when the file is read, the second is read from its beginning anyway
	}
	p, err := readFirstPart(s.Path, io.NewSectionReader(in, 0, transcript.MaxLine), i.beginning)
	if err != nil || format.Recognise(p.wholeLines()) {
		return true
	}
	b, err := p.extended()
	return err != nil || format.Recognise(b)
}

// readToEndOfLine appends to text until the end of the line, or until the line is too long to be read anyway.
func readToEndOfLine(text []byte, in *bufio.Reader) ([]byte, error) {
	for len(text) <= transcript.MaxLine {
		part, err := in.ReadSlice('\n')
		text = append(text, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return text, err
		}
	}
	return text, nil
}
