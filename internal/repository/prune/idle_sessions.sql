-- The rows of the sessions that are past. A session that started another one stays as long as that one.
WITH RECURSIVE stays(id) AS (
    SELECT session_id FROM sessions WHERE session_id IS NOT NULL AND NOT (:is_past)
    UNION
    SELECT parent_session_id FROM stays JOIN sessions ON session_id = id WHERE parent_session_id IS NOT NULL
)
SELECT row_key(sessions) FROM sessions WHERE session_id IS NOT NULL AND session_id NOT IN (SELECT id FROM stays)
