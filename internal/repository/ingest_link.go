package repository

import (
	"context"
	"fmt"
)

// link hangs what happened in subagents below their delegations: what is in the batch, and what was stored before the
// delegation, or before it told which subagent it started. Of several delegations of one subagent the first by id counts, so that
// the order in which they come does not matter.
func (b *ingestBatch) link(ctx context.Context) error {
	if err := b.loadChildren(ctx); err != nil {
		return err
	}
	delegations, err := b.delegations(ctx)
	if err != nil {
		return err
	}
	for _, e := range b.eventOrder {
		delegation := delegations[subagentKey{e.session, e.subagent}]
		if e.subagent != "" && delegation != "" && delegation != e.id && delegation != e.parent {
			e.parent, e.changed = delegation, true
		}
	}
	for _, u := range b.usageOrder {
		// Telemetry names the prompt of a request also where a subagent asked.
		event := u.EventID
		if delegation := delegations[subagentKey{u.SessionID, u.Subagent}]; u.Subagent != "" && delegation != "" {
			event = delegation
		}
		if event != "" {
			b.belong(u, event)
		}
	}
	return nil
}

// delegations returns the event that started each subagent that the batch is about.
func (b *ingestBatch) delegations(ctx context.Context) (map[subagentKey]string, error) {
	wanted := map[string]bool{}
	found := map[subagentKey]string{}
	add := func(key subagentKey, id string) {
		if known := found[key]; known == "" || id < known {
			found[key] = id
		}
	}
	for _, e := range b.eventOrder {
		wanted[e.subagent] = true
		if e.task != "" && e.tool != taskOutput {
			add(subagentKey{e.session, e.task}, e.id)
		}
	}
	for _, u := range b.usageOrder {
		wanted[u.Subagent] = true
	}
	delete(wanted, "")
	if len(wanted) == 0 {
		return found, nil
	}
	// idx_agent_events_claude_task_id serves it.
	rows, err := b.among(ctx, `SELECT coalesce(session_id, ''), claude_task_id, event_id FROM agent_events WHERE claude_task_id IN (SELECT value FROM json_each(?))
		AND event_id IS NOT NULL AND coalesce(tool_name, '') <> '`+taskOutput+`'`, wanted)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var key subagentKey
		var id string
		if err := rows.Scan(&key.session, &key.subagent, &id); err != nil {
			return nil, fmt.Errorf("find delegations: %w", err)
		}
		if b.events[id] == nil { // else it may have changed in memory
			add(key, id)
		}
	}
	return found, rows.Err()
}

// taskOutput is the tool that reads what a delegation gave; it carries the same id and is no delegation.
const taskOutput = "TaskOutput"

// loadChildren reads the events and usages that wait for a delegation of the batch. idx_ingest_subagents_subagent and
// idx_ingest_usages_subagent serve it.
func (b *ingestBatch) loadChildren(ctx context.Context) error {
	subagents := map[string]bool{}
	for key := range b.delegated {
		subagents[key.subagent] = true
	}
	if len(subagents) == 0 {
		return nil
	}
	children := map[string]bool{}
	err := b.texts(ctx, children, "SELECT event_id FROM ingest_subagents WHERE subagent IN (SELECT value FROM json_each(?))", subagents)
	if err != nil {
		return err
	}
	if err := b.loadEvents(ctx, children); err != nil {
		return err
	}
	usages := map[string]bool{}
	err = b.texts(ctx, usages, "SELECT cost_id FROM ingest_usages WHERE subagent IN (SELECT value FROM json_each(?)) AND subagent IS NOT NULL", subagents)
	if err != nil {
		return err
	}
	return b.loadUsages(ctx, usages)
}
