-- Sessions with those that started them, up to the first; a session need not have a row. The primary key of sessions serves it.
-- Parents that form a cycle end at :depth.
WITH RECURSIVE given(id) AS (:session_ids), up(session_id, ancestor, depth) AS (
    SELECT id, id, 0 FROM given
    UNION ALL
    SELECT up.session_id, s.parent_session_id, up.depth + 1
    FROM up JOIN sessions AS s ON s.session_id = up.ancestor
    WHERE s.parent_session_id <> '' AND up.depth < :depth
)
SELECT up.session_id, up.ancestor, nullif(json_text(s.metadata, 'cwd'), '') AS folder
FROM up LEFT JOIN sessions AS s ON s.session_id = up.ancestor
ORDER BY up.session_id, up.depth
