-- Holds for sessions that ended or were last active before a day (an absent time says nothing), and of which no event, request or trace would
-- stay. idx_agent_events_session_ts_desc, idx_cost_events_session_ts and idx_tool_traces_session serve it.
sessions.created_at < :before AND is_dated(sessions.created_at)
AND (completed_at IS NULL OR completed_at < :before AND is_dated(completed_at))
AND (last_user_query_at IS NULL OR last_user_query_at < :before AND is_dated(last_user_query_at))
AND NOT EXISTS (SELECT 1 FROM agent_events AS own
    WHERE own.session_id = sessions.session_id AND NOT (own.timestamp < :before AND is_dated(own.timestamp)))
AND NOT EXISTS (SELECT 1 FROM cost_events AS own
    WHERE own.session_id = sessions.session_id AND NOT (own.timestamp < :before AND is_dated(own.timestamp)))
AND NOT EXISTS (SELECT 1 FROM tool_traces AS own
    WHERE own.session_id = sessions.session_id AND NOT (own.start_time < :before AND is_dated(own.start_time)))
