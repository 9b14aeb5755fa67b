package pricing

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// position finds lines in a file of prices.
type position struct {
	name string
	data []byte
}

// located is an error that names its line already.
type located struct{ error }

// next returns the next offset that holds neither a space nor a comma.
func (p position) next(offset int64) int64 {
	for offset < int64(len(p.data)) && bytes.IndexByte([]byte(" \t\r\n,"), p.data[offset]) >= 0 {
		offset++
	}
	return offset
}

// locate adds the name of the file and the line of an offset to an error.
func (p position) locate(offset int64, err error) error {
	offset = min(max(offset, 0), int64(len(p.data)))
	line := 1 + bytes.Count(p.data[:offset], []byte("\n"))
	return located{fmt.Errorf("%s:%d: %w", p.name, line, err)}
}

// wrap adds the name of the file and the line to an error of a decoder: the line that the error names, else the one that was read last.
func (p position) wrap(decoder *json.Decoder, err error) error {
	var already located
	if errors.As(err, &already) {
		return already
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return p.locate(int64(len(p.data)), errors.New("the file ends too early"))
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return p.locate(syntax.Offset, err)
	}
	return p.locate(p.next(decoder.InputOffset()), err)
}
