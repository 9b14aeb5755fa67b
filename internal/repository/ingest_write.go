package repository

import "context"

func (b *ingestBatch) writeSessions(ctx context.Context) error {
	columns := []string{
		"agent_assigned", "parent_session_id", "continued_from", "created_at", "completed_at", "status", "transcript_path", "start_commit",
		"end_commit", "metadata", "last_user_query", "last_user_query_at", "handoff_notes", "recommended_next", "is_subagent",
	}
	hasModel := b.has["sessions.model"]
	if hasModel {
		columns = append(columns, "model")
	}
	table := b.table("sessions", "session_id", columns...)
	defer table.close()
	for _, s := range b.sessionOrder {
		if !s.changed {
			continue
		}
		values := []any{
			s.agent, textOr(s.parent), textOr(s.continuedFrom), string(s.at), instantOr(s.endedAt), s.status, textOr(s.transcript), textOr(s.startCommit),
			textOr(s.endCommit), textOr(s.metadata.text()), textOr(s.query), instantOr(s.queryAt), textOr(s.handoffNotes), textOr(s.recommendedNext), s.isSubagent,
		}
		if hasModel {
			values = append(values, textOr(s.used))
		}
		if err := table.put(ctx, s.isNew, append(values, s.id)...); err != nil {
			return err
		}
		b.written++
	}
	return nil
}

func (b *ingestBatch) writeEvents(ctx context.Context) error {
	columns := []string{
		"agent_id", "event_type", "timestamp", "tool_name", "input_summary", "output_summary", "context", "session_id", "feature_id",
		"parent_event_id", "subagent_type", "cost_tokens", "execution_duration_seconds", "status", "model", "claude_task_id", "updated_at",
	}
	hasInput, hasSource := b.has["agent_events.tool_input"], b.has["agent_events.source"]
	if hasInput {
		columns = append(columns, "tool_input")
	}
	if hasSource {
		columns = append(columns, "source")
	}
	table := b.table("agent_events", "event_id", columns...)
	inserts := b.table("agent_events", "event_id", append(columns, "created_at")...)
	links := b.table("ingest_subagents", "event_id", "session_id", "subagent")
	for _, t := range []*ingestTable{table, inserts, links} {
		defer t.close()
	}
	for _, e := range b.eventOrder {
		if !e.changed {
			continue
		}
		values := e.values(string(b.now))
		if hasInput {
			values = append(values, textOr(e.toolInput))
		}
		if hasSource {
			values = append(values, textOr(e.from))
		}
		to := table
		if e.isNew {
			to, values = inserts, append(values, string(b.now))
		}
		if err := to.put(ctx, e.isNew, append(values, e.id)...); err != nil {
			return err
		}
		if e.isLinkNew {
			if err := links.put(ctx, true, e.session, e.subagent, e.id); err != nil {
				return err
			}
		}
		b.written++
	}
	return nil
}

// values are those of the columns that every file has.
func (e *ingestEvent) values(now string) []any {
	var tokens, duration any
	if e.tokens != nil {
		tokens = *e.tokens
	} else if e.isNew {
		tokens = 0
	}
	if e.duration != nil {
		duration = *e.duration
	}
	return []any{
		e.agent, e.kind, string(e.at), textOr(e.tool), textOr(e.input), textOr(e.output), textOr(e.context.text()), e.session, textOr(e.feature),
		textOr(e.parent), textOr(e.subagentType), tokens, duration, string(e.status), textOr(e.model), textOr(e.task), now,
	}
}

func (b *ingestBatch) writeTraces(ctx context.Context) error {
	table := b.table("tool_traces", "tool_use_id", "trace_id", "session_id", "tool_name", "tool_input", "tool_output", "start_time", "end_time",
		"duration_ms", "status", "error_message")
	defer table.close()
	for _, t := range b.traceOrder {
		if !t.changed {
			continue
		}
		var duration any
		if t.durationMS != nil {
			duration = *t.durationMS
		}
		err := table.put(ctx, t.isNew, t.session, t.session, t.tool, textOr(t.input), textOr(t.output), string(t.start), instantOr(t.end),
			duration, t.status, textOr(t.errorString), t.id)
		if err != nil {
			return err
		}
		b.written++
	}
	return nil
}

func (b *ingestBatch) writeUsages(ctx context.Context) error {
	costs := b.table("cost_events", "event_id", "session_id", "timestamp", "tool_name", "model", "input_tokens", "output_tokens", "total_tokens",
		"cost_usd", "agent_id", "subagent_type")
	usages := b.table("ingest_usages", "cost_id", "session_id", "event_id", "stated_event_id", "subagent", "input_tokens", "output_tokens",
		"cache_read_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens", "thought_tokens", "total_tokens", "fast", "model",
		"cost_micro_usd", "stated_micro_usd", "cost_source", "source")
	defer costs.close()
	defer usages.close()
	for _, u := range b.usageOrder {
		if !u.changed {
			continue
		}
		err := costs.put(ctx, u.isNew, u.SessionID, string(u.At), textOr(u.ToolName), textOr(u.Model), u.Input, u.Output+u.Thoughts, total(&u.Usage),
			u.usd(), textOr(u.AgentID), textOr(u.SubagentType), u.ID)
		if err != nil {
			return err
		}
		err = usages.put(ctx, u.isNew, u.SessionID, textOr(u.event), textOr(u.EventID), textOr(u.Subagent), u.Input, u.Output,
			u.CacheRead, u.CacheWrite5m, u.CacheWrite1h, u.Thoughts, total(&u.Usage), u.Fast, textOr(u.Model),
			u.micro, u.StatedMicroUSD, textOr(u.costSource), textOr(u.Source), u.ID)
		if err != nil {
			return err
		}
		b.written++
	}
	return nil
}
