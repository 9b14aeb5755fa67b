package claude

import (
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// see records what came last in the turn. What happens in a subagent does not count.
func (c *reader) see(r record, kind transcript.LastKind) {
	if r.branch == "" {
		c.state.Last.See(kind, r.at)
	}
}

// answered records an answer. It ends the turn where the model says that it is the last one.
func (c *reader) answered(r record, out *transcript.Batch) {
	c.see(r, transcript.LastAnswer)
	if r.branch == "" && (r.stop == "end_turn" || r.stop == "stop_sequence") {
		transcript.CloseTurn(&c.state.Prompt, ingest.StatusCompleted, r.at, out)
	}
}
