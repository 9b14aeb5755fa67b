package importer

import (
	"os"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/codex"
)

// maxAncestors bounds the rollouts whose turns are remembered, maxGenerations how far back parents are looked for.
const (
	maxAncestors   = 50
	maxGenerations = 10
)

// ancestor returns what is known of a rollout.
func (i *Importer) ancestor(session string) transcript.Ancestor {
	found := i.parent(session)
	for n := 0; found.Root != "" && n < maxGenerations; n++ {
		above := i.parent(found.Root)
		if above.Root == "" || above.Root == found.Root {
			break
		}
		found.Root = above.Root
	}
	return found
}

// parent reads a rollout once. Its root is its parent, or itself.
func (i *Importer) parent(session string) transcript.Ancestor {
	if known, ok := i.ancestors[session]; ok {
		return known
	}
	path, ok := i.rollouts[session]
	if !ok {
		return transcript.Ancestor{}
	}
	var found transcript.Ancestor
	if in, err := os.Open(path); err == nil {
		defer in.Close()
		p := pass{file: File{Path: path}, packed: File{Path: path}.packed()}
		if stream, closeStream, err := p.open(in); err == nil {
			defer closeStream()
			found.Turns, found.Root = codex.Turns(stream)
		}
	}
	if found.Root == "" {
		found.Root = session
	}
	if len(i.ancestors) >= maxAncestors {
		clear(i.ancestors)
	}
	i.ancestors[session] = found
	return found
}

// recall notes the records of another file that begins with the same record: one of the two goes on with the other's session and
// repeats it.
func (i *Importer) recall(format transcript.Format, s State) {
	if s.FirstRecord == "" {
		return
	}
	for path, other := range i.states {
		if other.FirstRecord != s.FirstRecord || path == s.Path || i.known[path] {
			continue
		}
		i.known[path] = true
		in, err := os.Open(path)
		if err != nil {
			continue // what is gone cannot be compared
		}
		lines := transcript.NewLines(in, 0)
		for {
			line, _, err := lines.Next()
			if err != nil {
				break
			}
			if record, session := format.Identify(line); session != "" {
				i.seen.RepeatedRecord(record, session)
			}
		}
		in.Close()
	}
}
