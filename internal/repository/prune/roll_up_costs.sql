-- Adds requests to the roll-ups, before they are deleted, with the sums of costs/stored.sql. The primary keys of cost_events, ingest_usages,
-- sessions and daily_rollups serve it.
INSERT INTO daily_rollups (day, project, agent_id, model, tool_name, events, errors, event_tokens,
    requests, unpriced_requests, input_tokens, output_tokens, total_tokens, cache_read_tokens, cache_write_tokens, thought_tokens, cost_micro_usd)
SELECT substr(as_text(cost_events.timestamp), 1, 10), coalesce(json_text(sessions.metadata, 'cwd'), ''),
    coalesce(as_text(cost_events.agent_id), ''), coalesce(as_text(cost_events.model), ''), coalesce(as_text(cost_events.tool_name), ''),
    0, 0, 0,
    count(*),
    count(CASE WHEN NOT is_number(cost_usd) THEN 1 END),
    as_integer(coalesce(sum(as_number(cost_events.input_tokens)), 0)),
    as_integer(coalesce(sum(as_number(cost_events.output_tokens)), 0)),
    as_integer(coalesce(sum(as_number(cost_events.total_tokens)), 0)),
    as_integer(coalesce(sum(as_number(usage.cache_read_tokens)), 0)),
    as_integer(coalesce(sum(as_number(usage.cache_write_5m_tokens) + as_number(usage.cache_write_1h_tokens)), 0)),
    as_integer(coalesce(sum(as_number(usage.thought_tokens)), 0)),
    as_integer(coalesce(sum(CASE WHEN is_number(cost_usd) THEN :micros END), 0))
FROM cost_events
    LEFT JOIN sessions ON sessions.session_id = cost_events.session_id
    LEFT JOIN ingest_usages AS usage ON usage.cost_id = cost_events.event_id
WHERE :is_request AND any_of(row_key(cost_events), :rows)
GROUP BY 1, 2, 3, 4, 5
ON CONFLICT (day, project, agent_id, model, tool_name) DO UPDATE SET
    requests = daily_rollups.requests + excluded.requests,
    unpriced_requests = daily_rollups.unpriced_requests + excluded.unpriced_requests,
    input_tokens = daily_rollups.input_tokens + excluded.input_tokens,
    output_tokens = daily_rollups.output_tokens + excluded.output_tokens,
    total_tokens = daily_rollups.total_tokens + excluded.total_tokens,
    cache_read_tokens = daily_rollups.cache_read_tokens + excluded.cache_read_tokens,
    cache_write_tokens = daily_rollups.cache_write_tokens + excluded.cache_write_tokens,
    thought_tokens = daily_rollups.thought_tokens + excluded.thought_tokens,
    cost_micro_usd = daily_rollups.cost_micro_usd + excluded.cost_micro_usd
