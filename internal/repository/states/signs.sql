-- The newest events of each session since its latest prompt, at most :most of each. b of a window is the key of the prompt's instant, '' for a
-- session without one. Days are sorted correctly in all formats of a timestamp, so idx_agent_events_session_ts_desc serves it from the day of the prompt on.
SELECT :columns
FROM pairs_of(:windows) AS p
CROSS JOIN agent_events AS e
LEFT JOIN ingest_subagents AS s ON s.event_id = e.event_id
LEFT JOIN ingest_witnesses AS k ON k.event_id = e.event_id
WHERE row_key(e) IN (
    SELECT row_key(w) FROM agent_events AS w
    WHERE w.session_id = p.a AND w.timestamp >= substr(p.b, 1, 10) AND instant_key(w.timestamp) >= p.b AND w.event_id IS NOT NULL
    ORDER BY w.timestamp DESC LIMIT :most
)
