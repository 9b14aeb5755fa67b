-- Adds events to the roll-ups, before they are deleted. The primary keys of agent_events, sessions and daily_rollups serve it.
-- Sums are made of floating point numbers, which never overflow.
INSERT INTO daily_rollups (day, project, agent_id, model, tool_name, events, errors, event_tokens,
    requests, unpriced_requests, input_tokens, output_tokens, total_tokens, cache_read_tokens, cache_write_tokens, thought_tokens, cost_micro_usd)
SELECT substr(as_text(agent_events.timestamp), 1, 10), coalesce(json_text(sessions.metadata, 'cwd'), ''),
    coalesce(as_text(agent_events.agent_id), ''), coalesce(as_text(agent_events.model), ''), coalesce(as_text(agent_events.tool_name), ''),
    count(*), count(CASE WHEN any_of(agent_events.status, :errors) THEN 1 END), as_integer(coalesce(sum(as_number(cost_tokens)), 0)),
    0, 0, 0, 0, 0, 0, 0, 0, 0
FROM agent_events LEFT JOIN sessions ON sessions.session_id = agent_events.session_id
WHERE any_of(row_key(agent_events), :rows)
GROUP BY 1, 2, 3, 4, 5
ON CONFLICT (day, project, agent_id, model, tool_name) DO UPDATE SET
    events = daily_rollups.events + excluded.events,
    errors = daily_rollups.errors + excluded.errors,
    event_tokens = daily_rollups.event_tokens + excluded.event_tokens
