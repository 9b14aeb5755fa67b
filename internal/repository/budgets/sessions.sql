-- What sessions cost with all that they started, each cost once, and which of it lies between two instants.
-- idx_sessions_parent and idx_cost_events_session_ts serve it. Days are compared first, because keys take time to make.
WITH RECURSIVE given(id) AS (:session_ids), started(name, id) AS (
    SELECT id, id FROM given
    UNION
    SELECT started.name, s.session_id FROM started JOIN sessions AS s ON s.parent_session_id = started.id
)
SELECT name, sum(:micros) AS spent,
    sum(CASE WHEN c.timestamp >= :recent_day AND instant_key(c.timestamp) > :recent AND instant_key(c.timestamp) <= :until THEN :micros END) AS recent,
    count(CASE WHEN c.timestamp >= :recent_day AND instant_key(c.timestamp) > :recent AND instant_key(c.timestamp) <= :until AND :micros > 0 THEN 1 END) AS samples
FROM started JOIN cost_events AS c ON c.session_id = started.id
GROUP BY name
