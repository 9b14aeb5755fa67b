package codex

import (
	"bytes"

	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// ancestor returns what the rollouts of the parent say.
func (c *reader) ancestor() transcript.Ancestor {
	if c.from.Ancestor == nil || c.state.Parent == "" {
		return transcript.Ancestor{}
	}
	return c.from.Ancestor(c.state.Parent)
}

// Header is what the first line of a rollout says of its place among others.
type Header struct {
	Thread string
	// Parent is the thread that started this one under the name Path, such as "/root/explorer"; both are "" for a thread that was not started by
	// another one.
	Parent, Path string
}

// ReadHeader reads the first line of a rollout. The result is zero where it is no header.
func ReadHeader(line []byte) Header {
	whole, ok := transcript.ParseObject(line)
	if !ok || jsonscan.Get(whole, "type").Str != "session_meta" {
		return Header{}
	}
	meta := jsonscan.Get(whole, "payload")
	return Header{Thread: transcript.ID(jsonscan.Get(meta, "id")), Parent: parentOf(meta), Path: spawnMember(meta, "agent_path")}
}

// Turns returns the turns of a rollout, and the thread of its parent, "" for none.
func Turns(lines *transcript.Lines) (turns map[string]bool, parent string) {
	turns = map[string]bool{}
	for number := 0; ; number++ {
		line, _, err := lines.Next()
		if err != nil {
			return turns, parent
		}
		if number == 0 {
			parent = ReadHeader(line).Parent
		}
		if !bytes.Contains(line, []byte(`"turn_id"`)) {
			continue
		}
		if whole, ok := transcript.ParseObject(line); ok {
			if id := transcript.ID(jsonscan.Get(jsonscan.Get(whole, "payload"), "turn_id")); id != "" {
				turns[id] = true
			}
		}
	}
}
