-- What requests that are to be deleted add up to, with the sums of costs/stored_parts.sql. The primary keys of cost_events, ingest_usages and
-- sessions serve it. Sums are made of floating point numbers, which never overflow.
SELECT :quarter AS quarter, coalesce(json_text(sessions.metadata, 'cwd'), '') AS project, :agent AS agent_id,
    coalesce(as_text(cost_events.model), '') AS model, coalesce(as_text(cost_events.tool_name), '') AS tool_name,
    coalesce(sessions.agent_assigned, '') AS program,
    0 AS events, 0 AS errors, 0 AS event_tokens, 0 AS stated_tokens,
    count(*) AS requests,
    count(CASE WHEN NOT is_number(cost_usd) THEN 1 END) AS unpriced_requests,
    as_integer(coalesce(sum(as_number(cost_events.input_tokens)), 0)) AS input_tokens,
    as_integer(coalesce(sum(as_number(cost_events.output_tokens)), 0)) AS output_tokens,
    as_integer(coalesce(sum(as_number(usage.cache_read_tokens)), 0)) AS cache_read_tokens,
    as_integer(coalesce(sum(as_number(usage.cache_write_5m_tokens) + as_number(usage.cache_write_1h_tokens)), 0)) AS cache_write_tokens,
    as_integer(coalesce(sum(as_number(usage.thought_tokens)), 0)) AS thought_tokens,
    as_integer(coalesce(sum(as_number(cost_events.total_tokens)), 0)) AS total_tokens,
    as_integer(coalesce(sum(CASE WHEN is_number(cost_usd) THEN :micros END), 0)) AS cost_micro_usd
FROM cost_events
    LEFT JOIN sessions ON sessions.session_id = cost_events.session_id
    LEFT JOIN ingest_usages AS usage ON usage.cost_id = cost_events.event_id
WHERE :is_request AND any_of(row_key(cost_events), :rows)
GROUP BY 1, 2, 3, 4, 5, 6
