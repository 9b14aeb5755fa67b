-- The sessions that began on days of which the caller does not know the present counter. It is one statement, so that all of it is from one moment.
-- idx_sessions_created serves the range of a day.
WITH changed AS MATERIALIZED (
    SELECT day FROM (SELECT day, as_text(changes) FROM session_days EXCEPT SELECT a, b FROM pairs_of(:known) AS known) AS differing
)
SELECT day AS session_id, (SELECT as_text(changes) FROM session_days WHERE session_days.day = changed.day) AS counter,
    '' AS agent, '' AS parent, FALSE AS is_subagent, '' AS created_at, '' AS completed_at, '' AS status, '' AS last_prompt, '' AS metadata
FROM changed
UNION ALL
SELECT :columns
FROM changed CROSS JOIN sessions
    ON sessions.created_at >= changed.day AND sessions.created_at < changed.day || :end AND coalesce(substr(as_text(sessions.created_at), 1, 10), '') = changed.day
WHERE sessions.session_id IS NOT NULL
