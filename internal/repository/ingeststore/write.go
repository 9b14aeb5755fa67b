package ingeststore

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Write stores what changed.
func (t *transaction) Write(ctx context.Context, c *ingest.Changes) error {
	if c.Empty() {
		return nil
	}
	t.isWritten = true
	columns, err := t.Columns(ctx)
	if err != nil {
		return err
	}
	for _, part := range []struct {
		what  string
		write func() error
	}{
		{"what is deleted", func() error { return t.delete(ctx, &c.Deleted) }},
		{"usages", func() error { return t.writeUsages(ctx, c) }},
		{"sessions", func() error { return t.writeSessions(ctx, c, columns) }},
		{"events", func() error { return t.writeEvents(ctx, c, columns) }},
		{"messages", func() error { return t.writeMessages(ctx, c) }},
		{"traces", func() error { return t.writeTraces(ctx, c) }},
		{"witnesses", func() error { return t.writeWitnesses(ctx, c.Witnesses) }},
		{"aliases", func() error { return t.writeAliases(ctx, c) }},
		{"the activity of sessions", func() error { return t.writeActivity(ctx, c) }},
	} {
		if err := part.write(); err != nil {
			return fmt.Errorf("write %s: %w", part.what, err)
		}
	}
	return nil
}

// created is the column for the time at which a row was written. An insertion that leaves it to its default makes SQLite copy each page that
// the statement changes, to be able to undo the statement alone.
const created = "created_at"

// storedAt returns an instant in the form of the default, in UTC.
func storedAt(now model.Instant) string {
	at, _ := now.Time()
	return at.UTC().Format(time.DateTime)
}

// upsertAt inserts the new rows of a table, with the time at which they are written, and updates the changed ones.
func upsertAt[Row any](ctx context.Context, t *transaction, to table, rows ingest.Upserts[Row], now model.Instant, values func(*Row) []any) error {
	if err := update(ctx, t, to, rows.Changed, values); err != nil {
		return err
	}
	at := storedAt(now)
	to.columns = append(to.columns, created)
	return insert(ctx, t, to, rows.New, func(row *Row) []any { return append(values(row), at) })
}

// upsert inserts the new rows of a table and updates the changed ones.
func upsert[Row any](ctx context.Context, t *transaction, to table, rows ingest.Upserts[Row], values func(*Row) []any) error {
	if err := insert(ctx, t, to, rows.New, values); err != nil {
		return err
	}
	return update(ctx, t, to, rows.Changed, values)
}

func (t *transaction) writeSessions(ctx context.Context, c *ingest.Changes, columns ingest.Columns) error {
	to := table{"sessions", []string{
		"session_id", "agent_assigned", "parent_session_id", "continued_from", "created_at", "completed_at", "status", "transcript_path", "start_commit",
		"end_commit", "metadata", "last_user_query", "last_user_query_at", "handoff_notes", "recommended_next", "is_subagent",
	}}
	if columns.SessionModel {
		to.columns = append(to.columns, "model")
	}
	err := upsert(ctx, t, to, c.Sessions, func(s *ingest.SessionRow) []any {
		values := []any{
			s.ID, s.Agent, orNull(s.ParentID), orNull(s.ContinuedFrom), string(s.CreatedAt), orNull(s.CompletedAt), s.Status, orNull(s.TranscriptPath),
			orNull(s.StartCommit), orNull(s.EndCommit), orNull(s.Metadata), orNull(s.LastPrompt), orNull(s.LastPromptAt), orNull(s.HandoffNotes),
			orNull(s.RecommendedNext), s.IsSubagent,
		}
		if columns.SessionModel {
			values = append(values, orNull(s.Model))
		}
		return values
	})
	if err != nil {
		return err
	}
	totals := table{"sessions", []string{"session_id", "total_events", "total_tokens_used"}}
	return update(ctx, t, totals, c.Totals, func(s ingest.SessionTotals) []any { return []any{s.SessionID, s.Events, s.Tokens} })
}

func (t *transaction) writeEvents(ctx context.Context, c *ingest.Changes, columns ingest.Columns) error {
	to := table{"agent_events", []string{
		"event_id", "agent_id", "event_type", "timestamp", "tool_name", "input_summary", "output_summary", "context", "session_id", "feature_id",
		"parent_event_id", "subagent_type", "cost_tokens", "execution_duration_seconds", "status", "model", "claude_task_id", "updated_at",
	}}
	if columns.EventToolInput {
		to.columns = append(to.columns, "tool_input")
	}
	if columns.EventSource {
		to.columns = append(to.columns, "source")
	}
	now := string(c.Now)
	values := func(e *ingest.EventRow) []any {
		values := append(make([]any, 0, len(to.columns)+1),
			e.ID, orNull(e.AgentID), orNull(e.Type), string(e.At), orNull(e.ToolName), orNull(e.Input), orNull(e.Output), orNull(e.Context), e.SessionID,
			orNull(e.FeatureID), orNull(e.ParentID), orNull(e.SubagentType), e.CostTokens, e.DurationSeconds, string(e.Status), orNull(e.Model),
			orNull(e.TaskID), now)
		if columns.EventToolInput {
			values = append(values, orNull(e.ToolInput))
		}
		if columns.EventSource {
			values = append(values, orNull(e.Source))
		}
		return values
	}
	if err := update(ctx, t, to, c.Events.Changed, values); err != nil {
		return err
	}
	to.columns = append(to.columns, created)
	events, numbers, err := t.comingBack(ctx, c.Events.New)
	if err != nil {
		return err
	}
	insertion := func(e *ingest.EventRow) []any { return append(values(e), now) }
	if err := insert(ctx, t, to, events, insertion); err != nil {
		return err
	}
	if err := t.insertAgain(ctx, to, numbers, insertion); err != nil {
		return err
	}
	var texts exactTexts
	for _, e := range slices.Concat(c.Events.New, c.Events.Changed) {
		texts.add(t, eventInput, e.ID, e.SessionID, e.ToolInput)
	}
	if err := texts.write(ctx, t); err != nil {
		return err
	}
	subagents := table{"ingest_subagents", []string{"event_id", "session_id", "subagent"}}
	return insert(ctx, t, subagents, c.Subagents, func(e *ingest.EventRow) []any { return []any{e.ID, e.SessionID, e.Subagent} })
}

func (t *transaction) writeTraces(ctx context.Context, c *ingest.Changes) error {
	to := table{"tool_traces", []string{
		"tool_use_id", "trace_id", "session_id", "tool_name", "tool_input", "tool_output", "start_time", "end_time", "duration_ms", "status", "error_message",
	}}
	err := upsertAt(ctx, t, to, c.Traces, c.Now, func(r *ingest.TraceRow) []any {
		return []any{
			r.ID, r.SessionID, r.SessionID, r.ToolName, orNull(r.Input), orNull(r.Output), string(r.StartedAt), orNull(r.EndedAt), r.DurationMS,
			string(r.Status), orNull(r.Error),
		}
	})
	if err != nil {
		return err
	}
	var texts exactTexts
	for _, r := range slices.Concat(c.Traces.New, c.Traces.Changed) {
		if !r.IsInputInexact {
			texts.add(t, traceInput, r.ID, r.SessionID, r.Input)
		}
		if !r.IsOutputInexact {
			texts.add(t, traceOutput, r.ID, r.SessionID, r.Output)
		}
	}
	return texts.write(ctx, t)
}

func (t *transaction) writeUsages(ctx context.Context, c *ingest.Changes) error {
	costs := table{"cost_events", []string{
		"event_id", "session_id", "timestamp", "tool_name", "model", "input_tokens", "output_tokens", "total_tokens", "cost_usd", "agent_id", "subagent_type",
	}}
	err := upsertAt(ctx, t, costs, c.Usages, c.Now, func(u *ingest.UsageRow) []any {
		return []any{
			u.ID, u.SessionID, string(u.At), orNull(u.ToolName), orNull(u.Model), u.Input, u.Output + u.Thoughts, u.TotalTokens(), usd(u.MicroUSD),
			orNull(u.AgentID), orNull(u.SubagentType),
		}
	})
	if err != nil {
		return err
	}
	usages := table{"ingest_usages", []string{
		"cost_id", "session_id", "event_id", "stated_event_id", "subagent", "input_tokens", "output_tokens", "cache_read_tokens", "cache_write_5m_tokens",
		"cache_write_1h_tokens", "thought_tokens", "total_tokens", "tier", "inference_geo", "web_searches", "message_id", "model", "cost_micro_usd",
		"stated_micro_usd", "cost_source", "source",
	}}
	err = upsert(ctx, t, usages, c.Usages, func(u *ingest.UsageRow) []any {
		return []any{
			u.ID, u.SessionID, orNull(u.BelongsTo), orNull(u.EventID), orNull(u.Subagent), u.Input, u.Output, u.CacheRead, u.CacheWrite5m, u.CacheWrite1h,
			u.Thoughts, u.TotalTokens(), orNull(u.Tier), orNull(u.InferenceGeo), u.WebSearches, orNull(u.MessageID), orNull(u.Model), u.MicroUSD,
			u.StatedMicroUSD, orNull(u.CostSource), orNull(u.Source),
		}
	})
	if err != nil {
		return err
	}
	return t.writeReports(ctx, c.Reports)
}

func (t *transaction) writeAliases(ctx context.Context, c *ingest.Changes) error {
	to := table{"ingest_aliases", []string{"alias", "row_id", "fingerprint", "source", "firm", "timestamp", "until", "text", "tool_use_id"}}
	return insert(ctx, t, to, c.Aliases, func(a *ingest.AliasRow) []any {
		return []any{a.ID, a.RowID, a.Fingerprint, a.Source, a.IsShared, string(a.At), string(a.Until), a.Text, a.ToolUseID}
	})
}

func (t *transaction) writeActivity(ctx context.Context, c *ingest.Changes) error {
	to := table{"ingest_sessions", []string{"session_id", "last_at"}}
	err := insert(ctx, t, to, c.Active, func(s ingest.SessionActivity) []any { return []any{s.SessionID, string(s.LastAt)} })
	if err != nil || len(c.Over) == 0 {
		return err
	}
	_, err = database.Exec(ctx, t.tx, "DELETE FROM ingest_sessions WHERE any_of(session_id, ?)", c.Over)
	return err
}

// orNull returns a text as it is stored, null for "".
func orNull[T ~string](text T) any {
	if text == "" {
		return nil
	}
	return string(text)
}

// usd returns a cost in dollars, null where it is not known.
func usd(micro *int64) any {
	if micro == nil {
		return nil
	}
	return model.MicroUSD(*micro).USD()
}
