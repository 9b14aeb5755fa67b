package transcripts

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
)

// Mix describes the lines of generated transcripts. In real ones, tool results are the largest part.
type Mix struct {
	Name string
	// result is the mean length of a tool result in bytes, message the length of an agent's message.
	result, message int
}

// Mixes returns the measured mixes. "as in samples" has 1.8 KB per line, like published sessions.
func Mixes() []Mix {
	return []Mix{{"short lines", 100, 100}, {"as in samples", 900, 300}, {"long results", 12_000, 600}}
}

// Generate writes a folder of Claude Code sessions with about a number of bytes. It returns the written bytes and lines. The same mix
// always gives the same files.
func (m Mix) Generate(folder string, bytes int) (written int64, lines int, err error) {
	const sessionBytes = 4 << 20
	random := rand.New(rand.NewPCG(7, uint64(m.result)))
	for n := 0; written < int64(bytes); n++ {
		size, count, err := m.session(random, filepath.Join(folder, "projects", fmt.Sprint("-work-app", n%7)), fmt.Sprintf("%08x-0000-4000-8000-%012d", random.Uint32(), n), sessionBytes, n)
		if err != nil {
			return 0, 0, err
		}
		written, lines = written+size, lines+count
	}
	return written, lines, nil
}
