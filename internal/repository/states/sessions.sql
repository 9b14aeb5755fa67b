SELECT session_id, coalesce(parent_session_id, '') AS parent_session_id, coalesce(agent_assigned, '') AS agent_assigned, coalesce(status, '') AS status,
    coalesce(as_text(created_at), '') AS created_at, coalesce(as_text(completed_at), '') AS completed_at,
    coalesce(json_text(metadata, 'reason'), '') AS reason, coalesce(json_text(metadata, 'ended_by'), '') AS ended_by
FROM sessions WHERE any_of(session_id, :ids)
