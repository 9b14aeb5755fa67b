package pricing

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// place finds lines in a file of prices.
type place struct {
	name string
	data []byte
}

// placed is an error that names its line already.
type placed struct{ error }

// next returns the offset of the next thing that is no space or comma.
func (p place) next(offset int64) int64 {
	for offset < int64(len(p.data)) && bytes.IndexByte([]byte(" \t\r\n,"), p.data[offset]) >= 0 {
		offset++
	}
	return offset
}

// on says that err is at an offset.
func (p place) on(offset int64, err error) error {
	offset = min(max(offset, 0), int64(len(p.data)))
	line := 1 + bytes.Count(p.data[:offset], []byte("\n"))
	return placed{fmt.Errorf("%s:%d: %w", p.name, line, err)}
}

// wrap says where err is: where it says itself, else where the decoder stands.
func (p place) wrap(decoder *json.Decoder, err error) error {
	var already placed
	if errors.As(err, &already) {
		return already
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return p.on(int64(len(p.data)), errors.New("the file ends too early"))
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return p.on(syntax.Offset, err)
	}
	return p.on(p.next(decoder.InputOffset()), err)
}
