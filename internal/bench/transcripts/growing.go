package transcripts

import (
	"math/rand/v2"
	"time"
)

// Growing is the transcript of a session that goes on.
type Growing struct {
	mix    Mix
	writer *writer
}

// Grow begins the transcript of a session at a path. random makes its texts, at is the time of its first record.
func (m Mix) Grow(random *rand.Rand, path, session string, at time.Time) (*Growing, error) {
	w, err := newWriter(random, path, session, "", at)
	if err != nil {
		return nil, err
	}
	return &Growing{mix: m, writer: w}, nil
}

// Turn adds a prompt, and the messages and calls that follow it.
func (g *Growing) Turn() error {
	g.writer.turn(g.mix)
	return g.writer.out.Flush()
}

// Close closes the file.
func (g *Growing) Close() error { return g.writer.file.Close() }
