-- The sessions of which something was stored on :day or later, the latest first: days are sorted correctly in all formats of a timestamp. For each session one
-- step in idx_agent_events_session_ts_desc finds its latest day. A session without a row of its own is found by the newest events.
SELECT session_id FROM (
    SELECT s.session_id AS session_id, (
        SELECT as_text(max(w.timestamp)) FROM agent_events AS w WHERE w.session_id = s.session_id
    ) AS latest
    FROM sessions AS s WHERE s.session_id IS NOT NULL
    UNION ALL
    SELECT s.session_id, as_text(s.created_at) FROM sessions AS s WHERE s.created_at >= :day AND s.session_id IS NOT NULL
    UNION ALL
    SELECT unindexed(e.session_id), as_text(e.timestamp) FROM agent_events AS e WHERE row_key(e) > :event AND unindexed(e.session_id) IS NOT NULL
) AS seen
WHERE latest >= :day
GROUP BY session_id ORDER BY max(latest) DESC, session_id LIMIT :limit
