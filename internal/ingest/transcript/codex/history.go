package codex

import (
	"bytes"
	"io"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// ancestor returns what the rollout of the parent says.
func (c *reader) ancestor() transcript.Ancestor {
	if c.from.Ancestor == nil || c.state.Parent == "" {
		return transcript.Ancestor{}
	}
	return c.from.Ancestor(c.state.Parent)
}

// followTurn keeps the turn that the lines belong to, and notices where the history of the parent ends.
func (c *reader) followTurn(payload gjson.Result, at model.Instant) {
	if id := transcript.ID(jsonscan.Get(payload, "turn_id")); id != "" {
		c.state.Turn = id
	}
	if c.state.Replaying {
		c.state.Replaying = c.isHistory(at)
	}
}

// isHistory reports whether a line still repeats the parent. Where the parent's file is there, the line belongs to one of its turns. Otherwise
// the history is what was written within the first second, because it gets new timestamps.
func (c *reader) isHistory(at model.Instant) bool {
	if turns := c.ancestor().Turns; turns != nil {
		return c.state.Turn == "" || turns[c.state.Turn]
	}
	seconds, ok := at.Seconds(c.state.Begun)
	return ok && seconds < 1
}

// Turns returns the turns of a rollout, and the session of its parent, "" for none.
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
