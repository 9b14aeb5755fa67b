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
	// longLine is the length from which on room is made for all of a line at once, in bytes.
	longLine = 1 << 20
)

// Lines cuts a stream into lines. It holds one line at a time, in a buffer that it keeps for the next one.
type Lines struct {
	in *bufio.Reader
	// file is the stream where its bytes can also be read at any position.
	file io.ReaderAt
	line []byte
	// Offset is the position of the next line in the file.
	Offset int64
}

// NewLines returns the lines of in, which begins at offset in its file.
func NewLines(in io.Reader, offset int64) *Lines {
	l := &Lines{in: bufio.NewReaderSize(in, readAhead)}
	l.Reset(in, offset)
	return l
}

// Reset begins to read another stream, with the same buffer.
func (l *Lines) Reset(in io.Reader, offset int64) {
	l.in.Reset(in)
	l.file, _ = in.(io.ReaderAt)
	l.line, l.Offset = nil, offset
}

// Next returns the next complete line without its newline. It is valid until the next call. For a line longer than MaxLine, tooLong is true
// and line is nil. At the end the error is io.EOF, and Rest returns an incomplete last line.
func (l *Lines) Next() (line []byte, tooLong bool, err error) {
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
			l.makeRoom(len(part))
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

// makeRoom makes room for the next n bytes of the line. For a long line of a file it looks for the end first, and makes room for all of it: a
// buffer that grows takes twice as much memory, and what it leaves behind.
func (l *Lines) makeRoom(n int) {
	if l.file == nil || len(l.line)+n <= cap(l.line) || len(l.line)+n <= longLine {
		return
	}
	ahead := make([]byte, readAhead)
	length := int64(len(l.line))
	for length <= MaxLine {
		read, err := l.file.ReadAt(ahead, l.Offset+length)
		if end := bytes.IndexByte(ahead[:read], '\n'); end >= 0 {
			length += int64(end) + 1
			break
		}
		length += int64(read)
		if err != nil {
			break
		}
	}
	room := int64(len(l.line) + n)
	for room < length {
		room *= 2 // so that it is enough for the next long line too; what is not used takes no memory
	}
	l.line = append(make([]byte, 0, room), l.line...)
}

// Rest returns what follows the last newline.
func (l *Lines) Rest() []byte { return l.line }

func trimEnd(line []byte) []byte { return bytes.TrimRight(line, "\r\n") }
