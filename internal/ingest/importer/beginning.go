package importer

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// beginning is how much of a file is read to recognise it. It is extended to the end of the line that it cuts.
const beginning = 64 << 10

// readBeginning reads the beginning of a file, and returns the whole stream as it was before. length is that of the stream, as far as is known:
// for a shorter one less memory is taken.
func readBeginning(path string, stream io.Reader, length int64) (transcript.Beginning, io.Reader, error) {
	text := make([]byte, min(max(length+1, 1), beginning))
	n, err := io.ReadFull(stream, text)
	text = text[:n]
	if err == nil && text[n-1] != '\n' {
		in := bufio.NewReader(stream)
		stream = in
		text, err = readToEndOfLine(text, in)
	}
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return transcript.Beginning{}, nil, fmt.Errorf("read the beginning: %w", err)
	}
	return transcript.NewBeginning(path, text), io.MultiReader(bytes.NewReader(text), stream), nil
}

// keepsFormat reports whether a file still has the format that it was read as before. An earlier version may have taken it for the file of
// another agent.
func (i *Importer) keepsFormat(in io.ReaderAt, s State) bool {
	format, err := find(i.formats, s.Format)
	if err != nil || (File{Path: s.Path}).isPacked() {
		return true // the first is reported when the file is read, the second is read from its beginning anyway
	}
	b, _, err := readBeginning(s.Path, io.NewSectionReader(in, 0, transcript.MaxLine), beginning)
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
