package transcript

import (
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
)

// PackedSuffix is the extension of compressed transcripts.
const PackedSuffix = ".zst"

// maxWindow bounds the memory that a compressed file may ask for.
const maxWindow = 64 << 20

// Unpack returns the text of a compressed transcript.
func Unpack(in io.Reader) (io.ReadCloser, error) {
	decoder, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, fmt.Errorf("decompress a transcript: %w", err)
	}
	return decoder.IOReadCloser(), nil
}
