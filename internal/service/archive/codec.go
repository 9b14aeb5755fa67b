package archive

import (
	"bytes"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// codec compresses and decompresses parts. It is for one goroutine.
type codec struct {
	encoder *zstd.Encoder
	decoder *zstd.Decoder
	// frame is the buffer of the encoder.
	frame []byte
}

// maxPart bounds the memory of a part: one line of the longest kind that is read, and what is before it.
const maxPart = 80 << 20

func newCodec() *codec { return &codec{} }

// compress returns a text as one frame.
func (c *codec) compress(text []byte) ([]byte, error) {
	if c.encoder == nil {
		encoder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true), zstd.WithWindowSize(partBytes))
		if err != nil {
			return nil, fmt.Errorf("make the encoder of the archive: %w", err)
		}
		c.encoder = encoder
	}
	frame := c.encoder.EncodeAll(text, c.frame[:0])
	if c.frame = nil; cap(frame) <= partBytes {
		c.frame = frame
	}
	return bytes.Clone(frame), nil
}

// decompress returns the text of a frame. The frame has a checksum, so the text is the one that was compressed.
func (c *codec) decompress(frame []byte) ([]byte, error) {
	if c.decoder == nil {
		decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxPart))
		if err != nil {
			return nil, fmt.Errorf("make the decoder of the archive: %w", err)
		}
		c.decoder = decoder
	}
	text, err := c.decoder.DecodeAll(frame, nil)
	if err != nil {
		return nil, fmt.Errorf("decompress a part of the archive: %w", err)
	}
	return text, nil
}
