-- The newest sessions of a status, with the time of the last event of each. idx_sessions_status_created and
-- idx_agent_events_session_ts_desc serve it.
SELECT s.session_id, s.agent_assigned, as_text(s.created_at) AS created_at, (
    -- The greatest text has the last day, because days sort the same in all formats of an instant.
    SELECT as_text(e.timestamp) FROM agent_events AS e
    WHERE e.session_id = s.session_id
        AND e.timestamp >= (SELECT substr(max(l.timestamp), 1, 10) FROM agent_events AS l WHERE l.session_id = s.session_id)
    ORDER BY instant_key(e.timestamp) DESC LIMIT 1) AS updated_at
FROM sessions AS s
WHERE s.status = :status
ORDER BY instant_key(s.created_at) DESC, s.session_id DESC
LIMIT :limit
