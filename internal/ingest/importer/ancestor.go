package importer

import (
	"cmp"
	"io"
	"maps"
	"os"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/codex"
)

// maxAncestors bounds the rollouts whose turns are kept in memory, maxGenerations how many parents above each other are followed.
const (
	maxAncestors   = 50
	maxGenerations = 10
)

// ancestor returns what the rollout of a session says, with the root of its parents.
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

// parent reads the rollouts of a session once. Its root is its parent, or the session itself where it has none.
func (i *Importer) parent(session string) transcript.Ancestor {
	if known, ok := i.ancestors[session]; ok {
		return known
	}
	paths, ok := i.rollouts[session]
	if !ok {
		return transcript.Ancestor{}
	}
	var found transcript.Ancestor
	for _, path := range paths {
		turns, parent := turnsOf(path)
		found.Root = cmp.Or(found.Root, parent)
		if found.Turns == nil {
			found.Turns = turns
		} else {
			maps.Copy(found.Turns, turns)
		}
	}
	found.Root = cmp.Or(found.Root, session)
	if len(i.ancestors) >= maxAncestors {
		clear(i.ancestors)
	}
	i.ancestors[session] = found
	return found
}

// turnsOf returns the turns of a rollout and the session of its parent, nothing for one that cannot be read.
func turnsOf(path string) (turns map[string]bool, parent string) {
	in, closeFile, err := openWhole(path)
	if err != nil {
		return nil, ""
	}
	defer closeFile()
	return codex.Turns(transcript.NewLines(in, 0))
}

// openWhole opens a file that may be compressed, to be read from its beginning.
func openWhole(path string) (stream io.Reader, closeFile func(), err error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	p := pass{file: File{Path: path}, packed: File{Path: path}.isPacked()}
	stream, closeStream, err := p.open(in)
	if err != nil {
		in.Close()
		return nil, nil, err
	}
	return stream, func() {
		closeStream()
		in.Close()
	}, nil
}

// rememberRecordsOf adds the records of other files that begin with the same record: one of the two sessions was resumed as the other, and
// repeats its records.
func (i *Importer) rememberRecordsOf(format transcript.Format, s State) {
	if s.FirstRecord == "" {
		return
	}
	for _, path := range i.beginWith[s.FirstRecord] {
		if i.states[path].FirstRecord != s.FirstRecord || path == s.Path || i.remembered[path] {
			continue
		}
		i.remembered[path] = true
		in, err := os.Open(path)
		if err != nil {
			continue // the file is gone
		}
		i.rememberRecords(format, in)
		in.Close()
	}
}

func (i *Importer) rememberRecords(format transcript.Format, in io.Reader) {
	lines := transcript.NewLines(in, 0)
	for {
		line, _, err := lines.Next()
		if err != nil {
			return
		}
		if record, owner := format.Identify(line); owner != "" {
			i.seen.Owner(record, owner)
		}
	}
}
