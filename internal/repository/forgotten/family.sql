-- A session and all below it. idx_sessions_parent serves the sessions below, idx_agent_events_session_ts_desc and
-- idx_cost_events_session_ts a session of which only events or requests are stored.
WITH RECURSIVE family(session_id) AS (
    SELECT session_id FROM sessions WHERE session_id = :session
    UNION
    SELECT session_id FROM agent_events WHERE session_id = :session
    UNION
    SELECT session_id FROM cost_events WHERE session_id = :session
    UNION
    SELECT s.session_id FROM family JOIN sessions AS s ON s.parent_session_id = family.session_id
)
SELECT session_id FROM family
