package importer

import (
	"fmt"
	"io"
	"os"

	"github.com/klauspost/compress/zstd"
)

// maxWindow bounds the memory that a compressed file may ask for.
const maxWindow = 64 << 20

// open returns the stream of what was not read yet.
func (p *pass) open(in *os.File) (stream io.Reader, closeStream func(), err error) {
	if p.packed {
		return unpack(in)
	}
	if _, err := in.Seek(p.state.Offset, io.SeekStart); err != nil {
		return nil, nil, fmt.Errorf("seek to the last position: %w", err)
	}
	return in, func() {}, nil
}

func unpack(in io.Reader) (io.Reader, func(), error) {
	decoder, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, nil, fmt.Errorf("decompress: %w", err)
	}
	return decoder, decoder.Close, nil
}
