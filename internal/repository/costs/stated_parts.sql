-- The tokens that events of sessions without requests state. :condition says which index serves it.
SELECT 'stated' AS kind, :quarter AS quarter, coalesce(as_text(agent_events.session_id), '') AS session_id,
    coalesce(as_text(agent_events.agent_id), '') AS agent_id, coalesce(as_text(agent_events.model), '') AS model,
    coalesce(as_text(agent_events.tool_name), '') AS tool_name, '' AS project, '' AS program,
    0 AS requests, 0 AS unpriced, 0 AS input, 0 AS output, sum(as_number(cost_tokens)) AS total, 0 AS cache_read, 0 AS cache_write,
    0 AS thoughts, 0 AS micros
FROM agent_events
WHERE :condition AND event_id IS NOT NULL AND coalesce(cost_tokens, 0) <> 0 AND NOT :has_requests
GROUP BY 2, 3, 4, 5, 6
