-- The sessions of the newest rows. An index on the session would be read as a whole.
SELECT unindexed(session_id) AS session_id FROM agent_events WHERE row_key(agent_events) > :event AND unindexed(session_id) IS NOT NULL
UNION SELECT unindexed(session_id) FROM sessions WHERE row_key(sessions) > :session AND unindexed(session_id) IS NOT NULL
UNION SELECT unindexed(session_id) FROM cost_events WHERE row_key(cost_events) > :request AND unindexed(session_id) IS NOT NULL AND unindexed(alert_type) IS NULL
