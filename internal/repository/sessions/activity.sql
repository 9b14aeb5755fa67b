-- What the events of a session add up to, by agent and model; idx_agent_events_session_ts_desc serves it.
SELECT coalesce(agent_id, '') AS agent_id, coalesce(model, '') AS model, count(*) AS event_count,
    count(CASE WHEN any_of(status, :errors) THEN 1 END) AS error_count,
    -- The key comes first, so that the least and the greatest of these texts bring the stored text of the instant with them.
    min(instant_key(timestamp) || :separator || as_text(timestamp)) AS first,
    max(instant_key(timestamp) || :separator || as_text(timestamp)) AS last
FROM agent_events
WHERE session_id = :session_id AND event_id IS NOT NULL
GROUP BY 1, 2
