package transcripts

import (
	"bufio"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"
)

// Corpus describes a folder of sessions with the shape of published ones.
//
// The shape is that of 544 published transcripts with 707 MB: 27 requests a MB, 26 calls and 12 messages of the agent. An answer takes a line for
// each of its blocks, and each of these repeats the usage of the request. A line has 1 KB at the median; nearly all bytes are results of tools,
// which stand in their lines twice, once for the model and once in toolUseResult. Words that trigger a search for secrets stand in records with 16 %
// of all bytes. A picture in base64 stands in one of 2,000 results. One call of 60 is a delegation, whose subagent writes a file of its own in the
// folder "subagents".
//
// With Files, sessions are as short as that number demands, and so are their results: 0.6 KB at the median.
type Corpus struct {
	// Bytes is about the size of all files.
	Bytes int64
	// Files is the number of sessions; 0 gives sessions of 0.1 to 4 MB, with long results.
	Files int
	Seed  uint64
}

// Size is what was written.
type Size struct {
	Files, Lines int
	Bytes        int64
}

// Write writes the corpus below a folder, which must not exist.
func (c Corpus) Write(folder string) (size Size, err error) {
	if err := os.Mkdir(folder, 0o755); err != nil {
		return size, err
	}
	random := rand.New(rand.NewPCG(c.Seed, 1))
	for n := 0; !c.isDone(size, n); n++ {
		if err := c.session(random, folder, n, &size); err != nil {
			return size, err
		}
	}
	return size, nil
}

func (c Corpus) isDone(size Size, sessions int) bool {
	if c.Files > 0 {
		return sessions == c.Files
	}
	return size.Bytes >= c.Bytes
}

// sessionBytes returns the length of the next session.
func (c Corpus) sessionBytes(random *rand.Rand) int64 {
	if c.Files > 0 {
		return c.Bytes / int64(c.Files)
	}
	const least, most = 100e3, 4e6
	return int64(least * math.Exp(random.Float64()*math.Log(most/least)))
}

// session writes the files of one session and of its subagents.
func (c Corpus) session(random *rand.Rand, folder string, n int, size *Size) error {
	id := fmt.Sprintf("%08x-0000-4000-8000-%012d", random.Uint32(), n)
	project := filepath.Join(folder, fmt.Sprint("-work-app", n%7))
	w, err := newWriter(random, filepath.Join(project, id+".jsonl"), id, "", time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n)*time.Hour))
	if err != nil {
		return err
	}
	w.isLong = c.Files == 0
	w.subagents = filepath.Join(project, id, "subagents")
	length := c.sessionBytes(random)
	w.beginning()
	for w.size < length && w.err == nil {
		w.corpusTurn(length)
	}
	return w.close(size)
}

// newWriter creates a file and the folders above it.
func newWriter(random *rand.Rand, path, session, agent string, at time.Time) (*writer, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	return &writer{file: file, out: bufio.NewWriterSize(file, 64<<10), random: random, session: session, agent: agent, at: at}, nil
}

// close finishes the file and adds it, and the files of its subagents, to size. The old modification time marks the session as finished.
func (w *writer) close(size *Size) error {
	err := errors.Join(w.err, w.out.Flush(), w.file.Close(), os.Chtimes(w.file.Name(), w.at, w.at))
	size.Files, size.Lines, size.Bytes = size.Files+1+w.children.Files, size.Lines+w.lines+w.children.Lines, size.Bytes+w.size+w.children.Bytes
	return err
}
