package repository

import (
	"context"
	"database/sql"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// storedText selects a column as text, "" for null.
func storedText(column string) string { return "coalesce(" + database.Text(column) + ", '')" }

func storedTexts(columns ...string) string {
	list := ""
	for i, column := range columns {
		if i > 0 {
			list += ", "
		}
		list += storedText(column)
	}
	return list
}

// optional selects a column that not every file has.
func (b *ingestBatch) optional(table, column string) string {
	if b.has[table+"."+column] {
		return storedText(column)
	}
	return "''"
}

// loadEvents reads events and the subagents in which they happened; the primary keys serve it.
func (b *ingestBatch) loadEvents(ctx context.Context, ids map[string]bool) error {
	query := "SELECT " + storedTexts("e.event_id", "agent_id", "event_type", "timestamp", "tool_name", "input_summary", "output_summary", "context",
		"e.session_id", "feature_id", "parent_event_id", "subagent_type", "status", "model", "claude_task_id", "s.subagent") +
		", CAST(cost_tokens AS BIGINT), CAST(execution_duration_seconds AS DOUBLE PRECISION), " +
		b.optional("agent_events", "tool_input") + ", " + b.optional("agent_events", "source") +
		" FROM agent_events AS e LEFT JOIN ingest_subagents AS s ON s.event_id = e.event_id WHERE e.event_id IN (SELECT value FROM json_each(?))"
	isThere := func(id string) bool { return b.events[id] != nil }
	return b.each(ctx, query, ids, isThere, func(rows *sql.Rows) error {
		e := &ingestEvent{}
		err := rows.Scan(&e.id, &e.agent, &e.kind, &e.at, &e.tool, &e.input, &e.output, &e.context.stored, &e.session, &e.feature, &e.parent,
			&e.subagentType, &e.status, &e.model, &e.task, &e.subagent, &e.tokens, &e.duration, &e.toolInput, &e.from)
		if e.tokens != nil {
			e.storedTokens = *e.tokens
		}
		if err == nil && b.events[e.id] == nil {
			b.addEvent(e)
		}
		return err
	})
}

// loadSessions reads sessions; the primary key serves it.
func (b *ingestBatch) loadSessions(ctx context.Context, ids map[string]bool) error {
	query := "SELECT " + storedTexts("session_id", "agent_assigned", "parent_session_id", "continued_from", "created_at", "completed_at", "status",
		"transcript_path", "start_commit", "end_commit", "metadata", "last_user_query", "last_user_query_at", "handoff_notes", "recommended_next") +
		", " + b.optional("sessions", "model") + ", coalesce(CAST(is_subagent AS TEXT), '') IN ('1', 'true', 'TRUE') FROM sessions WHERE session_id IN (SELECT value FROM json_each(?))"
	isThere := func(id string) bool { return b.sessions[id] != nil }
	return b.each(ctx, query, ids, isThere, func(rows *sql.Rows) error {
		s := &ingestSession{}
		err := rows.Scan(&s.id, &s.agent, &s.parent, &s.continuedFrom, &s.at, &s.endedAt, &s.status, &s.transcript, &s.startCommit, &s.endCommit,
			&s.metadata.stored, &s.query, &s.queryAt, &s.handoffNotes, &s.recommendedNext, &s.used, &s.isSubagent)
		if err == nil && b.sessions[s.id] == nil {
			b.addSession(s)
		}
		return err
	})
}

// loadTraces reads traces of tools; the primary key serves it.
func (b *ingestBatch) loadTraces(ctx context.Context, ids map[string]bool) error {
	query := "SELECT " + storedTexts("tool_use_id", "session_id", "tool_name", "tool_input", "tool_output", "start_time", "end_time", "status", "error_message") +
		", CAST(duration_ms AS BIGINT) FROM tool_traces WHERE tool_use_id IN (SELECT value FROM json_each(?))"
	isThere := func(id string) bool { return b.traces[id] != nil }
	return b.each(ctx, query, ids, isThere, func(rows *sql.Rows) error {
		t := &ingestTrace{}
		err := rows.Scan(&t.id, &t.session, &t.tool, &t.input, &t.output, &t.start, &t.end, &t.status, &t.errorString, &t.durationMS)
		if err == nil && b.traces[t.id] == nil {
			b.addTrace(t)
			b.traceOf[ingest.ToolID(t.id)] = t
		}
		return err
	})
}

// loadUsages reads usages; the primary keys serve it.
func (b *ingestBatch) loadUsages(ctx context.Context, ids map[string]bool) error {
	query := "SELECT " + storedTexts("u.cost_id", "u.session_id", "c.timestamp", "u.model", "u.event_id", "u.stated_event_id", "u.subagent",
		"c.agent_id", "c.subagent_type", "c.tool_name", "u.cost_source", "u.source") + `, u.input_tokens, u.output_tokens, u.cache_read_tokens,
		u.cache_write_5m_tokens, u.cache_write_1h_tokens, u.thought_tokens, u.fast, u.cost_micro_usd, u.stated_micro_usd
		FROM ingest_usages AS u JOIN cost_events AS c ON c.event_id = u.cost_id WHERE u.cost_id IN (SELECT value FROM json_each(?))`
	isThere := func(id string) bool { return b.usages[id] != nil }
	return b.each(ctx, query, ids, isThere, func(rows *sql.Rows) error {
		u := &ingestUsage{}
		err := rows.Scan(&u.ID, &u.SessionID, &u.At, &u.Model, &u.event, &u.EventID, &u.Subagent, &u.AgentID, &u.SubagentType, &u.ToolName,
			&u.costSource, &u.Source, &u.Input, &u.Output, &u.CacheRead, &u.CacheWrite5m, &u.CacheWrite1h, &u.Thoughts, &u.Fast, &u.micro, &u.StatedMicroUSD)
		if err == nil && b.usages[u.ID] == nil {
			b.addUsage(u)
		}
		return err
	})
}

// instantOr returns the instant as it is stored, null for none.
func instantOr(at model.Instant) any { return textOr(string(at)) }

// textOr returns a text as it is stored, null for "".
func textOr(text string) any {
	if text == "" {
		return nil
	}
	return text
}
