package merge

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// subagentKey names a subagent of a session.
type subagentKey struct{ session, subagent string }

// subagents is what a batch reports of subagents.
type subagents struct {
	// pending are the subagents that began, with the event that says so.
	pending map[subagentKey]*event
	// confirmed are the subagents whose delegation a source reported, with the subagent that was inferred for that delegation, "" for none.
	confirmed map[subagentKey]string
	// restarted are the subagents that began again, with the latest time of that.
	restarted map[subagentKey]model.Instant
	// delegated are subagents whose delegation may have become another one, by id.
	delegated *set
}

func newSubagents() *subagents {
	return &subagents{
		pending: map[subagentKey]*event{}, confirmed: map[subagentKey]string{},
		restarted: map[subagentKey]model.Instant{}, delegated: newSet(),
	}
}

// begun records that a subagent began, and when that was reported.
func (s *subagents) begun(e *event, at model.Instant) {
	key := subagentKey{e.SessionID, e.Subagent}
	s.pending[key] = e
	if at.Compare(e.At) > 0 && at.Compare(s.restarted[key]) > 0 {
		s.restarted[key] = at
	}
}

// linkSubagents attaches what happened in subagents to their delegations: what is in the batch, and what was stored before the
// delegation, or before it was known which subagent that started.
func (b *batch) linkSubagents(context.Context) error {
	b.swapInferred()
	b.inferDelegations()
	delegations := b.delegations()
	for _, e := range b.events.all {
		if e.Subagent == "" {
			continue
		}
		delegation := delegations[subagentKey{e.SessionID, e.Subagent}]
		e.creditSubagent(b.events.byID[delegation])
		if delegation != "" && delegation != e.ID && delegation != e.ParentID {
			e.ParentID, e.changed = delegation, true
		}
	}
	for _, u := range b.usages.all {
		eventID := u.EventID
		// Telemetry names the prompt of a request even where a subagent made it.
		if delegation := delegations[subagentKey{u.SessionID, u.Subagent}]; u.Subagent != "" && delegation != "" {
			eventID = delegation
			u.creditSubagent(b.events.byID[delegation])
		}
		if eventID != "" {
			b.sums.assign(u, eventID)
		}
	}
	return nil
}

// delegations returns the event that started each subagent. Of several delegations of one subagent the first by id counts, so that the
// order in which they are reported does not matter. A call that reads the result of a delegation carries the id of the subagent too.
func (m *memory) delegations() map[subagentKey]string {
	first := map[subagentKey]string{}
	for _, e := range m.events.all {
		if e.TaskID == "" || e.ToolName == model.ToolTaskOutput {
			continue
		}
		key := subagentKey{e.SessionID, e.TaskID}
		if known := first[key]; known == "" || e.ID < known {
			first[key] = e.ID
		}
	}
	return first
}

// loadSubagents reads the delegations of the subagents that the batch is about, what waits for these delegations, and the delegations that
// may have started a subagent.
func (b *batch) loadSubagents(ctx context.Context) error {
	tasks, waiting, sessions := newSet(), newSet(), newSet()
	for key := range b.subagents.confirmed {
		tasks.add(key.subagent)
	}
	for key := range b.subagents.pending {
		waiting.add(key.subagent)
		sessions.add(key.session)
	}
	waiting.add(b.subagents.delegated.list...)
	for _, e := range b.events.all {
		tasks.add(e.Subagent)
	}
	for _, u := range b.usages.all {
		tasks.add(u.Subagent)
	}
	for _, stops := range b.stops {
		for i := range stops {
			tasks.add(stops[i].Subagent)
		}
	}
	tasks.add(waiting.list...)
	query := ingest.EventQuery{TaskIDs: tasks.list, Subagents: waiting.list, Delegating: sessions.list}
	if err := b.loadEvents(ctx, query); err != nil {
		return err
	}
	return b.loadUsages(ctx, ingest.UsageQuery{Subagents: waiting.list})
}
