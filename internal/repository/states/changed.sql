SELECT session_id FROM agent_events WHERE row_key(agent_events) > :event AND session_id IS NOT NULL
UNION SELECT session_id FROM sessions WHERE row_key(sessions) > :session AND session_id IS NOT NULL
UNION SELECT session_id FROM cost_events WHERE row_key(cost_events) > :request AND session_id IS NOT NULL AND alert_type IS NULL
