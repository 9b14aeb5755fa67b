-- The first events of a session after a place in the order of time, oldest first.
-- idx_agent_events_session_ts_desc serves it: the statement visits the events of the session from that day on.
SELECT :columns
FROM agent_events
WHERE session_id = :session_id AND event_id IS NOT NULL AND timestamp >= :day
    AND (instant_key(timestamp) > :key OR (instant_key(timestamp) = :key AND event_id > :event_id))
ORDER BY instant_key(timestamp), event_id
LIMIT :limit
