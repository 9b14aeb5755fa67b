SELECT (SELECT coalesce(max(row_key(agent_events)), 0) FROM agent_events) AS event,
    (SELECT coalesce(max(row_key(sessions)), 0) FROM sessions) AS session,
    (SELECT coalesce(max(row_key(cost_events)), 0) FROM cost_events) AS request
