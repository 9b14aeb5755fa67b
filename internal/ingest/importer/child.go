package importer

import (
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/codex"
)

// headers are the first lines of rollouts, as far as they were read.
type headers struct {
	read     map[string]bool // by path
	children map[childKey]string
	lines    *transcript.Lines
}

// childKey is a session and the name under which it started another one.
type childKey struct{ session, name string }

// child returns the session that another one started under a name, "" where no rollout says so. The first lines are read once they are asked for:
// most sessions name those that they start.
func (i *Importer) child(session, name string) string {
	h := &i.headers
	if h.read == nil {
		*h = headers{map[string]bool{}, map[childKey]string{}, transcript.NewLines(nil, 0)}
	}
	for _, paths := range i.rollouts {
		for _, path := range paths {
			if !h.read[path] {
				h.add(path)
			}
		}
	}
	return h.children[childKey{session, name}]
}

// add reads the first line of a rollout.
func (h *headers) add(path string) {
	in, closeFile, err := openWhole(path)
	if err != nil {
		return // the file is gone
	}
	defer closeFile()
	h.lines.Reset(in, 0)
	line, _, err := h.lines.Next()
	if err != nil {
		return // it is not written to the end
	}
	h.read[path] = true
	if found := codex.ReadHeader(line); found.Parent != "" && found.Path != "" {
		h.children[childKey{found.Parent, found.Path}] = found.Thread
	}
}
