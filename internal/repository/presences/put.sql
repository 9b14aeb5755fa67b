-- Stores the presence of an agent, unless another process has stored one with a later last activity. The primary key serves it.
INSERT INTO agent_presence (agent_id, status, current_feature_id, last_tool_name, last_activity,
    total_tools_executed, total_cost_tokens, session_id, updated_at)
VALUES (:agent_id, :status, :feature_id, :tool_name, :last_activity, :tools, :tokens, :session_id, :at)
ON CONFLICT (agent_id) DO UPDATE SET status = excluded.status, current_feature_id = excluded.current_feature_id,
    last_tool_name = excluded.last_tool_name, last_activity = excluded.last_activity,
    total_tools_executed = excluded.total_tools_executed, total_cost_tokens = excluded.total_cost_tokens,
    session_id = excluded.session_id, updated_at = excluded.updated_at
WHERE coalesce(instant_key(excluded.last_activity), '') >= coalesce(instant_key(agent_presence.last_activity), '')
