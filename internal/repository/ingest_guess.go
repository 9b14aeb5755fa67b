package repository

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// guessMember is a member of the context of a delegation whose subagent is a guess: hooks tell that a subagent began, but not by which
// call. It gives way to the one that is told when the call returns.
const guessMember = "guessed_task"

// noteSubagent remembers a subagent that began.
func (b *ingestBatch) noteSubagent(o *ingest.Event, row *ingestEvent) {
	if o.Type == ingest.TypeStart && o.Subagent != "" {
		b.began[subagentKey{row.session, row.subagent}] = row
	}
}

// settle takes a guess back where a source tells which subagent the delegation started, remembers who else is taken for that, and
// reports whether there was a guess.
func (b *ingestBatch) settle(row *ingestEvent, taskID string) bool {
	if taskID == "" || row.task == taskID && !row.context.has(guessMember) {
		return false
	}
	if !row.context.drop(guessMember) {
		if row.task == "" { // whoever is taken for that is not
			b.settled[subagentKey{row.session, taskID}] = ""
		}
		return false
	}
	if row.task != taskID {
		b.settled[subagentKey{row.session, taskID}] = row.task
		b.delegated[subagentKey{row.session, row.task}] = true
		row.task = ""
	}
	return true
}

// guess takes the subagents that began for those of the oldest delegations that run and for which no other is known.
func (b *ingestBatch) guess(ctx context.Context) error {
	if err := b.exchange(ctx); err != nil || len(b.began) == 0 {
		return err
	}
	known, err := b.delegations(ctx)
	if err != nil {
		return err
	}
	sessions := map[string]bool{}
	for key := range b.began {
		if known[key] == "" {
			sessions[key.session] = true
		}
	}
	if err := b.loadRunning(ctx, sessions); err != nil {
		return err
	}
	for _, begun := range b.eventOrder {
		key := subagentKey{begun.session, begun.subagent}
		if b.began[key] != begun || known[key] != "" {
			continue
		}
		if delegation := b.oldestRunning(begun); delegation != nil {
			delegation.task, delegation.changed = key.subagent, true
			delegation.context.add(guessMember, key.subagent)
			b.delegated[key] = true
		}
	}
	return nil
}

// loadRunning reads the delegations of sessions that run and have no subagent yet. idx_agent_events_session_ts_desc serves it.
func (b *ingestBatch) loadRunning(ctx context.Context, sessions map[string]bool) error {
	if len(sessions) == 0 {
		return nil
	}
	running := map[string]bool{}
	err := b.texts(ctx, running, `SELECT event_id FROM agent_events WHERE session_id IN (SELECT value FROM json_each(?)) AND event_type = 'task_delegation'
		AND status = 'started' AND claude_task_id IS NULL AND event_id IS NOT NULL`, sessions)
	if err != nil {
		return err
	}
	return b.loadEvents(ctx, running)
}

// oldestRunning returns the delegation that most likely started a subagent, nil for none.
func (b *ingestBatch) oldestRunning(begun *ingestEvent) *ingestEvent {
	var oldest *ingestEvent
	for _, e := range b.eventOrder {
		fits := e.kind == ingest.TypeTaskDelegation && e.session == begun.session && e.status == ingest.StatusStarted && e.task == "" &&
			e.subagent != begun.subagent && (e.subagentType == "" || e.subagentType == begun.subagentType) && e.at.Compare(begun.at) <= 0
		if fits && (oldest == nil || e.at.Compare(oldest.at) < 0) {
			oldest = e
		}
	}
	return oldest
}

// exchange gives a delegation that was taken for the one of a subagent the other one's guess, once that subagent is told to be of
// the other. idx_agent_events_claude_task_id serves it.
func (b *ingestBatch) exchange(ctx context.Context) error {
	if len(b.settled) == 0 {
		return nil
	}
	tasks, ids := map[string]bool{}, map[string]bool{}
	for key := range b.settled {
		tasks[key.subagent] = true
	}
	if err := b.texts(ctx, ids, "SELECT event_id FROM agent_events WHERE claude_task_id IN (SELECT value FROM json_each(?)) AND event_id IS NOT NULL", tasks); err != nil {
		return err
	}
	if err := b.loadEvents(ctx, ids); err != nil {
		return err
	}
	for _, e := range b.eventOrder {
		other, ok := b.settled[subagentKey{e.session, e.task}]
		if ok && e.context.has(guessMember) {
			e.context.drop(guessMember)
			e.context.add(guessMember, other) // nothing where nobody else is known
			e.task, e.changed = other, true
		}
	}
	return nil
}
