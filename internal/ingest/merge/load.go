package merge

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// subjects are the rows that observations are about.
type subjects struct{ sessions, events, traces, usages, stopped, messages *set }

func subjectsOf(observations []ingest.Observation) subjects {
	s := subjects{newSet(), newSet(), newSet(), newSet(), newSet(), newSet()}
	for _, o := range observations {
		switch {
		case o.Session != nil:
			s.sessions.add(o.Session.ID)
		case o.Event != nil:
			s.sessions.add(o.Event.SessionID)
			s.events.add(o.Event.ID, o.Event.Continues)
			s.traces.add(o.Event.ToolUseID)
			if o.Event.Message != nil || o.Event.Subagent != "" {
				s.messages.add(o.Event.ID)
			}
		case o.Usage != nil:
			s.sessions.add(o.Usage.SessionID)
			s.usages.add(o.Usage.ID)
		case o.Stop != nil:
			s.sessions.add(o.Stop.SessionID)
			s.stopped.add(o.Stop.SessionID)
		case o.Message != nil:
			s.sessions.add(o.Message.SessionID)
			s.messages.add(o.Message.ID)
		}
	}
	return s
}

// load reads the rows that observations are about, what stops may end, and what refers to ids that turned out to be aliases.
func (b *batch) load(ctx context.Context, observations []ingest.Observation) error {
	var err error
	if b.columns, err = b.stored.Columns(ctx); err != nil {
		return err
	}
	about := subjectsOf(observations)
	if err := b.loadSessions(ctx, about.sessions.list); err != nil {
		return err
	}
	if err := b.loadStarts(ctx, observations); err != nil {
		return err
	}
	turns, err := b.turnsBefore(ctx, observations)
	if err != nil {
		return err
	}
	late := b.sessionsOfLateStops(observations)
	late.add(b.sessionsThatGoOn(observations)...)
	err = b.loadEvents(ctx, ingest.EventQuery{
		IDs: append(about.events.list, turns...), ParentIDs: b.aliases.relinked.list, Running: about.stopped.list, Stopped: late.list,
	})
	if err != nil {
		return err
	}
	traces := ingest.TraceQuery{IDs: about.traces.list, Running: about.stopped.list}
	for _, session := range late.list {
		for _, e := range b.eventsOf[session] {
			if e.stoppedAt() != "" {
				traces.Moments = append(traces.Moments, e.moment())
			}
		}
	}
	if err := b.loadTraces(ctx, traces); err != nil {
		return err
	}
	for _, found := range b.aliases.absorbed {
		about.messages.add(found.from, found.to)
	}
	if err := b.loadMessages(ctx, about.messages.list); err != nil {
		return err
	}
	return b.loadUsages(ctx, ingest.UsageQuery{IDs: about.usages.list, EventIDs: b.aliases.relinked.list})
}

func (b *batch) loadMessages(ctx context.Context, ids []string) error {
	rows, err := b.stored.Messages(ctx, b.messages.absent(ids))
	if err != nil {
		return err
	}
	for _, row := range rows {
		b.addStoredMessage(row)
	}
	return nil
}

func (b *batch) loadSessions(ctx context.Context, ids []string) error {
	rows, err := b.stored.Sessions(ctx, b.sessions.absent(ids))
	if err != nil {
		return err
	}
	for _, row := range rows {
		b.addStoredSession(row)
	}
	return nil
}

func (b *batch) loadEvents(ctx context.Context, query ingest.EventQuery) error {
	query.IDs = b.events.absent(query.IDs)
	rows, err := b.stored.Events(ctx, query)
	if err != nil {
		return err
	}
	for _, row := range rows {
		b.addStoredEvent(row)
	}
	return nil
}

func (b *batch) loadTraces(ctx context.Context, query ingest.TraceQuery) error {
	rows, err := b.stored.Traces(ctx, query)
	if err != nil {
		return err
	}
	for _, row := range rows {
		b.addStoredTrace(row)
	}
	return nil
}

func (b *batch) loadUsages(ctx context.Context, query ingest.UsageQuery) error {
	query.IDs = b.newUsages.unknown(b.usages.absent(query.IDs))
	b.newUsages.add(query.IDs...)
	rows, err := b.stored.Usages(ctx, query)
	if err != nil {
		return err
	}
	for _, row := range rows {
		b.addStoredUsage(row)
	}
	return nil
}
