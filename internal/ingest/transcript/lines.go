package transcript

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// MaxLine is the longest line that is read, in bytes. Longer ones are skipped.
const MaxLine = 64 << 20

const (
	readAhead = 256 << 10
	// keptBuffer is the size of the largest buffer that is kept for the next line, in bytes.
	keptBuffer = 1 << 20
)

// Lines cuts a stream into lines. It holds one line at a time.
type Lines struct {
	in   *bufio.Reader
	line []byte
	// Offset is the position of the next line in the file.
	Offset int64
}

// NewLines returns the lines of in, which begins at offset in its file.
func NewLines(in io.Reader, offset int64) *Lines {
	return &Lines{in: bufio.NewReaderSize(in, readAhead), Offset: offset}
}

// Reset begins to read another stream, with the same buffer.
func (l *Lines) Reset(in io.Reader, offset int64) {
	l.in.Reset(in)
	l.line, l.Offset = nil, offset
}

// Next returns the next complete line without its newline. It is valid until the next call. For a line longer than MaxLine, tooLong is true
// and line is nil. At the end the error is io.EOF, and Rest returns an incomplete last line.
func (l *Lines) Next() (line []byte, tooLong bool, err error) {
	if cap(l.line) > keptBuffer {
		l.line = nil
	}
	l.line = l.line[:0]
	var length int64
	for {
		part, err := l.in.ReadSlice('\n')
		length += int64(len(part))
		if err == nil && len(l.line) == 0 && !tooLong { // the common case needs no copy
			l.Offset += length
			return trimEnd(part), false, nil
		}
		if !tooLong {
			l.line = append(l.line, part...)
		}
		if len(l.line) > MaxLine {
			tooLong, l.line = true, nil
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case err != nil:
			return nil, false, err
		case tooLong:
			l.Offset += length
			return nil, true, nil
		default:
			l.Offset += length
			return trimEnd(l.line), false, nil
		}
	}
}

// Rest returns what follows the last newline.
func (l *Lines) Rest() []byte { return l.line }

func trimEnd(line []byte) []byte { return bytes.TrimRight(line, "\r\n") }
