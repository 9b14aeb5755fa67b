package codex

import (
	"bytes"
	"io"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// Turns reads the turns of a rollout, and its parent, "" for none.
func Turns(in io.Reader) (turns map[string]bool, parent string) {
	turns = map[string]bool{}
	lines := transcript.NewLines(in, 0)
	for number := 0; ; number++ {
		line, _, err := lines.Next()
		if err != nil {
			return turns, parent
		}
		if number > 0 && !bytes.Contains(line, []byte(`"turn_id"`)) {
			continue
		}
		whole, ok := transcript.ParseObject(line)
		if !ok {
			continue
		}
		if number == 0 {
			parent = transcript.ID(whole.Get("payload.source.subagent.thread_spawn.parent_thread_id"))
		}
		if id := transcript.ID(whole.Get("payload.turn_id")); id != "" {
			turns[id] = true
		}
	}
}
