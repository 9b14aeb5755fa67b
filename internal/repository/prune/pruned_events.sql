-- What events that are to be deleted add up to. The primary keys of agent_events and sessions serve it.
SELECT :quarter AS quarter, coalesce(json_text(sessions.metadata, 'cwd'), '') AS project, coalesce(as_text(agent_events.agent_id), '') AS agent_id,
    coalesce(as_text(agent_events.model), '') AS model, coalesce(as_text(agent_events.tool_name), '') AS tool_name,
    coalesce(sessions.agent_assigned, '') AS program,
    count(*) AS events, count(CASE WHEN any_of(agent_events.status, :errors) THEN 1 END) AS errors,
    as_integer(coalesce(sum(as_number(cost_tokens)), 0)) AS event_tokens,
    as_integer(coalesce(sum(CASE WHEN NOT :has_requests THEN as_number(cost_tokens) END), 0)) AS stated_tokens,
    0 AS requests, 0 AS unpriced_requests, 0 AS input_tokens, 0 AS output_tokens, 0 AS cache_read_tokens, 0 AS cache_write_tokens,
    0 AS thought_tokens, 0 AS total_tokens, 0 AS cost_micro_usd
FROM agent_events LEFT JOIN sessions ON sessions.session_id = agent_events.session_id
WHERE any_of(row_key(agent_events), :rows)
GROUP BY 1, 2, 3, 4, 5, 6
