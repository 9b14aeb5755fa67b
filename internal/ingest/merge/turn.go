package merge

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// A turn of which no source said how it ended is judged by what came last in it, and lasts until then.

// settleTurns decides how the turns ended that were stopped without a word.
func (b *batch) settleTurns(ctx context.Context) error {
	if err := b.loadTurns(ctx); err != nil {
		return err
	}
	prompts := map[string]*event{}
	ids := newSet()
	for _, e := range b.events.all {
		if e.ToolName == model.ToolUserQuery && e.isStopped() && e.context.has(ingest.EndedByMember) {
			prompts[e.ID] = e
			ids.add(e.ID)
		}
	}
	if len(prompts) == 0 {
		return nil
	}
	stored, err := b.stored.LastInTurns(ctx, ids.list)
	if err != nil {
		return err
	}
	last := map[string]*ingest.LastRow{}
	for _, row := range stored {
		if b.events.byID[row.ID] == nil { // what is in memory is newer
			last[row.PromptID] = row
		}
	}
	for _, e := range b.events.all {
		if row := e.lastRow(); prompts[e.ParentID] != nil && row != nil && row.IsLaterThan(last[e.ParentID]) {
			last[e.ParentID] = row
		}
	}
	for id, e := range prompts {
		e.endWith(last[id])
	}
	return nil
}

// loadTurns reads the prompts of the turns in which something changed.
func (b *batch) loadTurns(ctx context.Context) error {
	prompts := newSet()
	for _, e := range b.events.all {
		if e.changed && e.lastRow() != nil {
			prompts.add(e.ParentID)
		}
	}
	return b.loadEvents(ctx, ingest.EventQuery{IDs: prompts.list})
}

// lastRow returns the event as what came last in a turn, nil for one that does not count: a mark, or what happened in a subagent.
func (e *event) lastRow() *ingest.LastRow {
	isCall := e.Type == ingest.TypeToolCall || e.Type == ingest.TypeTaskDelegation
	if e.Subagent != "" || !isCall && e.Type != ingest.TypeError && e.ToolName != model.ToolMessage {
		return nil
	}
	return &ingest.LastRow{PromptID: e.ParentID, ID: e.ID, Type: e.Type, ToolName: e.ToolName, Status: e.Status, At: e.At, DurationSeconds: e.DurationSeconds}
}

// endWith sets the status and the duration of a turn that ended with an answer, a failure or a call, nil for none of them.
func (e *event) endWith(last *ingest.LastRow) {
	status := ingest.TurnStatus(last)
	before := e.DurationSeconds
	e.DurationSeconds = nil
	if last != nil {
		e.measureUntil(last.End())
	}
	isSame := before == nil && e.DurationSeconds == nil || before != nil && e.DurationSeconds != nil && *before == *e.DurationSeconds
	e.changed = e.changed || e.Status != status || !isSame
	e.Status = status
}

// reopenSilent makes run again what a silence had ended, where the session went on with it: something happened later in the same turn, or in
// the same subagent.
func (b *batch) reopenSilent(ctx context.Context) error {
	var moments []ingest.Moment
	for _, s := range b.sessions.all {
		if s.silentUntil != "" {
			moments = append(moments, ingest.Moment{SessionID: s.ID, At: s.CreatedAt})
		}
	}
	marks, err := b.stored.MarksAfter(ctx, []string{model.ToolUserQuery}, moments)
	if err != nil {
		return err
	}
	prompts := map[string][]ingest.MarkRow{}
	for _, mark := range marks {
		prompts[mark.SessionID] = append(prompts[mark.SessionID], mark)
	}
	for _, moment := range moments {
		id := moment.SessionID
		for _, e := range b.eventsOf[id] {
			if e.ToolName == model.ToolUserQuery {
				prompts[id] = append(prompts[id], e.mark())
			}
		}
		for _, e := range b.eventsOf[id] {
			if e.context.text(ingest.EndedByMember) == ingest.EndedBySilence && b.wentOnWith(e, b.sessions.byID[id], prompts[id]) {
				e.reopen()
				b.endTraceOf(e)
			}
		}
	}
	return nil
}

// wentOnWith reports whether a session that had been silent went on with an event: in its turn, before any other prompt, or in its subagent.
func (b *batch) wentOnWith(e *event, s *session, prompts []ingest.MarkRow) bool {
	for _, sign := range s.signs {
		if sign.subagent != e.Subagent || !ingest.IsAfterSilence(sign.at, s.silentUntil) {
			continue
		}
		isInterrupted := false
		for _, p := range prompts {
			isInterrupted = isInterrupted || p.ID != e.ID && p.At.Compare(e.At) > 0 && p.At.Compare(sign.at) <= 0
		}
		if e.Subagent != "" || !isInterrupted {
			return true
		}
	}
	return false
}

// sign is something that happened in a session.
type sign struct {
	at       model.Instant
	subagent string
}
