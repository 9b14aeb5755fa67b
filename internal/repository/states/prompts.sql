-- The latest prompt of the main thread of each session. Of its tool name a session has few; by time it would read the whole session where it has
-- no prompt. idx_agent_events_session_tool serves it.
SELECT :columns
FROM (
    SELECT w.session_id, row_key(w) AS row_id,
        row_number() OVER (PARTITION BY w.session_id ORDER BY instant_key(w.timestamp) DESC, w.event_id DESC) AS place
    FROM agent_events AS w
    WHERE any_of(w.session_id, :ids) AND w.tool_name = :prompt AND w.timestamp IS NOT NULL AND w.event_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM ingest_subagents AS t WHERE t.event_id = w.event_id)
) AS latest
JOIN agent_events AS e ON row_key(e) = latest.row_id
LEFT JOIN ingest_subagents AS s ON s.event_id = e.event_id
LEFT JOIN ingest_witnesses AS k ON k.event_id = e.event_id
WHERE latest.place = 1
