package repository

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// closeLate ends calls that are told later than what ended them: a hook whose server was busy is delivered after those that follow it.
func (b *ingestBatch) closeLate(ctx context.Context) error {
	late := map[string]model.Instant{}
	for _, e := range b.eventOrder {
		if e.mayBeLate() {
			if first, ok := late[e.session]; !ok || e.at.Compare(first) < 0 {
				late[e.session] = e.at
			}
		}
	}
	for session, first := range late {
		closings, err := b.closingsAfter(ctx, session, first)
		if err != nil {
			return err
		}
		for _, e := range b.eventOrder {
			if e.session == session && e.mayBeLate() {
				b.closeBy(e, closings)
			}
		}
	}
	return nil
}

// mayBeLate reports whether what ended the row may be stored already. A delegation of which nobody told yet which subagent it started may
// run in the background, and outlive a stop.
func (e *ingestEvent) mayBeLate() bool {
	if !e.changed || e.status != ingest.StatusStarted && e.closedAt() == "" {
		return false
	}
	return e.kind == ingest.TypeToolCall || e.kind == ingest.TypeTaskDelegation && e.task != "" && !e.context.has(guessMember)
}

// closeBy ends an event by the first of the closings that is meant for it. What ended a delegation before it was known to run in the
// background did not.
func (b *ingestBatch) closeBy(e *ingestEvent, closings []ingest.Stop) {
	for i := range closings {
		c := &closings[i]
		if c.At.Compare(e.at) <= 0 || !e.isMeantBy(c) {
			continue
		}
		if e.isLeftBy(c) || e.task != "" && e.closedAt() != c.At {
			e.end(c)
			b.closeTrace(e)
		}
		return
	}
}

// closingsAfter returns what ended something in a session after an instant, stored or in the batch, the earliest first.
// idx_agent_events_session_ts_desc serves it.
func (b *ingestBatch) closingsAfter(ctx context.Context, session string, first model.Instant) ([]ingest.Stop, error) {
	var closings []ingest.Stop
	add := func(id, name, subagent string, at model.Instant) {
		if c, ok := ingest.NewStop(name, subagent); ok && at.Compare(first) > 0 {
			c.SessionID, c.At, c.Except = session, at, id
			closings = append(closings, c)
		}
	}
	names, err := json.Marshal(ingest.StopNames())
	if err != nil { // never: texts always marshal
		return nil, err
	}
	rows, err := b.tx.QueryContext(ctx, `SELECT `+storedTexts("e.event_id", "tool_name", "s.subagent", "timestamp")+`
		FROM agent_events AS e LEFT JOIN ingest_subagents AS s ON s.event_id = e.event_id
		WHERE e.session_id = ? AND timestamp > ? AND tool_name IN (SELECT value FROM json_each(?))`, session, string(first), string(names))
	if err != nil {
		return nil, fmt.Errorf("find what ended calls: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, name, subagent string
		var at model.Instant
		if err := rows.Scan(&id, &name, &subagent, &at); err != nil {
			return nil, fmt.Errorf("find what ended calls: %w", err)
		}
		add(id, name, subagent, at)
	}
	for _, e := range b.eventOrder {
		if e.session == session {
			add(e.id, e.tool, e.subagent, e.at)
		}
	}
	slices.SortStableFunc(closings, func(a, b ingest.Stop) int { return a.At.Compare(b.At) })
	return closings, rows.Err()
}
