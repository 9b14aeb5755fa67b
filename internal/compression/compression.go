// Package compression makes long texts short for storage, with zstd, and reads them again from any place on.
package compression

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// Shortest is the length from which a text is worth compressing, in bytes.
const Shortest = 2 << 10

// window bounds the memory that reading a text takes, whatever its length.
const window = 1 << 20

// Packer compresses texts. It is safe for concurrent use.
type Packer struct{ encoder *zstd.Encoder }

// NewPacker returns a packer.
func NewPacker() *Packer {
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true),
		zstd.WithWindowSize(window), zstd.WithSingleSegment(false))
	if err != nil { // never: the options are constants
		return &Packer{}
	}
	return &Packer{encoder}
}

// Pack returns a text compressed, nil where it is short or does not become shorter.
func (p *Packer) Pack(text string) []byte {
	if len(text) < Shortest || p.encoder == nil {
		return nil
	}
	packed := p.encoder.EncodeAll([]byte(text), make([]byte, 0, len(text)/3))
	if len(packed) >= len(text) {
		return nil
	}
	return bytes.Clone(packed)
}

// Text reads a text, packed or not, from any place on. It is no copy of the text: a packed one is decompressed as it is read.
type Text struct {
	// plain is the text where it is stored as it is, and text reads it.
	plain   string
	text    *strings.Reader
	packed  []byte
	size    int64
	at      int64
	decoder *zstd.Decoder
	// decoded is how far the decoder has read.
	decoded int64
}

// NewText returns a reader of a text that is stored as it is.
func NewText(text string) *Text {
	return &Text{plain: text, text: strings.NewReader(text), size: int64(len(text))}
}

// NewPacked returns a reader of a text that is packed and whose length is size.
func NewPacked(packed []byte, size int64) *Text { return &Text{packed: packed, size: size} }

// Read implements io.Reader.
func (t *Text) Read(to []byte) (int, error) {
	if t.text != nil {
		return t.text.Read(to)
	}
	if t.at >= t.size {
		return 0, io.EOF
	}
	if err := t.reach(); err != nil {
		return 0, err
	}
	n, err := t.decoder.Read(to)
	t.decoded += int64(n)
	t.at += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		return n, fmt.Errorf("decompress a text: %w", err)
	}
	return n, err
}

// reach has the decoder stand where the text is to be read.
func (t *Text) reach() error {
	if t.decoder == nil || t.decoded > t.at {
		if err := t.restart(); err != nil {
			return fmt.Errorf("decompress a text: %w", err)
		}
	}
	skipped, err := io.CopyN(io.Discard, t.decoder, t.at-t.decoded)
	t.decoded += skipped
	if err != nil {
		return fmt.Errorf("decompress a text: %w", err)
	}
	return nil
}

func (t *Text) restart() error {
	t.decoded = 0
	if t.decoder != nil {
		return t.decoder.Reset(bytes.NewReader(t.packed))
	}
	var err error
	t.decoder, err = zstd.NewReader(bytes.NewReader(t.packed), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(window))
	return err
}

// errPlace is the error of a place before the beginning of a text.
var errPlace = errors.New("there is no such place in the text")

// Seek implements io.Seeker. It moves nothing until the next Read.
func (t *Text) Seek(offset int64, whence int) (int64, error) {
	if t.text != nil {
		return t.text.Seek(offset, whence)
	}
	switch whence {
	case io.SeekCurrent:
		offset += t.at
	case io.SeekEnd:
		offset += t.size
	}
	if offset < 0 {
		return 0, errPlace
	}
	t.at = offset
	return offset, nil
}

// Size returns the length of the text.
func (t *Text) Size() int64 { return t.size }

// Head returns the beginning of the text, up to a number of bytes, without dividing a character; and whether that is all of it.
func (t *Text) Head(limit int) (head string, isAll bool, err error) {
	if t.text != nil {
		if len(t.plain) <= limit {
			return t.plain, true, nil
		}
		return wholeCharacters(t.plain[:limit]), false, nil
	}
	if _, err := t.Seek(0, io.SeekStart); err != nil {
		return "", false, err
	}
	read, err := io.ReadAll(io.LimitReader(t, int64(limit)))
	if err != nil {
		return "", false, err
	}
	if int64(len(read)) >= t.size {
		return string(read), true, nil
	}
	return wholeCharacters(string(read)), false, nil
}

// Close frees what reading takes.
func (t *Text) Close() error {
	if t.decoder != nil {
		t.decoder.Close()
	}
	return nil
}
