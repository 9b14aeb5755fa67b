package repository

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// load reads the rows that the observations are about, each table at once.
func (b *ingestBatch) load(ctx context.Context, observations []ingest.Observation) error {
	sessions, events, traces, usages, closing := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, o := range observations {
		switch {
		case o.Session != nil:
			sessions[o.Session.ID] = true
		case o.Event != nil:
			sessions[o.Event.SessionID], events[o.Event.ID] = true, true
			if o.Event.ToolUseID != "" {
				traces[o.Event.ToolUseID] = true
			}
		case o.Usage != nil:
			sessions[o.Usage.SessionID], usages[o.Usage.ID] = true, true
		default:
			closing[o.Stop.SessionID] = true
		}
	}
	if err := b.loadColumns(ctx); err != nil {
		return err
	}
	if err := b.loadStarts(ctx, observations); err != nil {
		return err
	}
	if err := b.loadActivity(ctx, sessions); err != nil {
		return err
	}
	if err := b.loadOpen(ctx, closing, events, traces); err != nil {
		return err
	}
	if err := b.loadClosed(ctx, observations, events, traces); err != nil {
		return err
	}
	for _, step := range []struct {
		load func(context.Context, map[string]bool) error
		keys map[string]bool
	}{{b.loadSessions, sessions}, {b.loadEvents, events}, {b.loadTraces, traces}, {b.loadUsages, usages}} {
		if err := step.load(ctx, step.keys); err != nil {
			return err
		}
	}
	return nil
}

// loadColumns looks which of the columns that not every file has are there.
func (b *ingestBatch) loadColumns(ctx context.Context) error {
	return b.texts(ctx, b.has, `SELECT 'agent_events.' || name FROM pragma_table_info('agent_events') WHERE name IN ('tool_input', 'source')
		UNION ALL SELECT 'sessions.' || name FROM pragma_table_info('sessions') WHERE name = 'model' AND ? IS NOT NULL`, nil)
}

// loadOpen adds what is unfinished in the sessions that are closed. idx_agent_events_session_ts_desc and idx_tool_traces_session
// serve it.
func (b *ingestBatch) loadOpen(ctx context.Context, closing, events, traces map[string]bool) error {
	if len(closing) == 0 {
		return nil
	}
	err := b.texts(ctx, events, `SELECT event_id FROM agent_events WHERE session_id IN (SELECT value FROM json_each(?)) AND status = 'started'
		AND event_type IN ('tool_call', 'task_delegation') AND event_id IS NOT NULL`, closing)
	if err != nil {
		return err
	}
	return b.texts(ctx, traces, `SELECT tool_use_id FROM tool_traces WHERE session_id IN (SELECT value FROM json_each(?)) AND status = 'started'
		AND tool_use_id IS NOT NULL`, closing)
}

// loadClosed adds what was closed in sessions of which a close is told that is older than their latest event: it may have ended that
// before. idx_agent_events_session_ts_desc and idx_tool_traces_session serve it.
func (b *ingestBatch) loadClosed(ctx context.Context, observations []ingest.Observation, events, traces map[string]bool) error {
	late := map[string]bool{}
	for _, o := range observations {
		if o.Stop == nil {
			continue
		}
		if last, isFollowed := b.followed[o.Stop.SessionID]; !isFollowed || last.Compare(o.Stop.At) > 0 {
			late[o.Stop.SessionID] = true
		}
	}
	if len(late) == 0 {
		return nil
	}
	rows, err := b.among(ctx, `SELECT e.event_id, coalesce(t.tool_use_id, '') FROM agent_events AS e
		LEFT JOIN tool_traces AS t ON t.session_id = e.session_id AND t.start_time = e.timestamp
		WHERE e.session_id IN (SELECT value FROM json_each(?)) AND e.context LIKE '%"`+closedMember+`"%' AND e.event_id IS NOT NULL`, late)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var event, trace string
		if err := rows.Scan(&event, &trace); err != nil {
			return fmt.Errorf("find what was closed: %w", err)
		}
		events[event] = true
		if trace != "" {
			traces[trace] = true
		}
	}
	return rows.Err()
}

// among runs a query whose one parameter is a list of keys as JSON.
func (b *ingestBatch) among(ctx context.Context, query string, keys map[string]bool) (*sql.Rows, error) {
	list, err := json.Marshal(slices.Collect(maps.Keys(keys)))
	if err != nil { // never: texts always marshal
		return nil, err
	}
	rows, err := b.tx.QueryContext(ctx, query, string(list))
	if err != nil {
		return nil, fmt.Errorf("look up rows: %w", err)
	}
	return rows, nil
}

// texts adds to into what a query of one column gives.
func (b *ingestBatch) texts(ctx context.Context, into map[string]bool, query string, keys map[string]bool) error {
	rows, err := b.among(ctx, query, keys)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return fmt.Errorf("look up keys: %w", err)
		}
		into[text] = true
	}
	return rows.Err()
}

// each runs a query on the keys that are not in memory yet, and gives each row to scan.
func (b *ingestBatch) each(ctx context.Context, query string, keys map[string]bool, isThere func(string) bool, scan func(*sql.Rows) error) error {
	wanted := map[string]bool{}
	for key := range keys {
		if !isThere(key) {
			wanted[key] = true
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	rows, err := b.among(ctx, query, wanted)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return fmt.Errorf("read a stored row: %w", err)
		}
	}
	return rows.Err()
}
