package importer

import (
	"fmt"
	"io"
	"os"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// open returns the stream of what was not read yet.
func (p *pass) open(in *os.File) (stream io.Reader, closeStream func(), err error) {
	if p.packed {
		unpacked, err := transcript.Unpack(in)
		if err != nil {
			return nil, nil, err
		}
		return unpacked, func() { _ = unpacked.Close() }, nil // it only frees memory
	}
	if _, err := in.Seek(p.state.Offset, io.SeekStart); err != nil {
		return nil, nil, fmt.Errorf("seek to the last position: %w", err)
	}
	return in, func() {}, nil
}
