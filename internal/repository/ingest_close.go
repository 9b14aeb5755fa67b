package repository

import (
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// close ends what a session, or one of its subagents, left unfinished. What begins after the close is not meant by it.
func (b *ingestBatch) close(o *ingest.Stop) ingest.Outcome {
	outcome := ingest.Unchanged
	for _, row := range b.eventOrder {
		if row.isLeftBy(o) && row.at.Compare(o.At) <= 0 {
			row.end(o)
			b.closeTrace(row)
			outcome = ingest.Updated
		}
	}
	return outcome
}

// isLeftBy reports whether the row is one that the close ends: one that is open, or that was closed by what came after.
func (e *ingestEvent) isLeftBy(o *ingest.Stop) bool {
	return e.isMeantBy(o) && (e.status == ingest.StatusStarted || e.closedAt().Compare(o.At) > 0)
}

// isMeantBy reports whether the close is about rows like this one.
func (e *ingestEvent) isMeantBy(o *ingest.Stop) bool {
	if e.session != o.SessionID || e.id == o.Except || (e.kind != ingest.TypeToolCall && e.kind != ingest.TypeTaskDelegation) {
		return false
	}
	if e.tool == model.ToolUserQuery && !o.Prompts {
		return false
	}
	if o.MainThread && (e.subagent != "" || (e.kind == ingest.TypeTaskDelegation && e.task != "" && !e.context.has(guessMember))) {
		return false
	}
	return o.Subagent == "" || e.subagent == o.Subagent || (e.kind == ingest.TypeTaskDelegation && e.task == o.Subagent)
}

// closeTrace ends the trace of a call as its event ended.
func (b *ingestBatch) closeTrace(e *ingestEvent) {
	if t := b.traceOf[e.id]; t != nil && t.follow(e) {
		t.changed = true
	}
}
