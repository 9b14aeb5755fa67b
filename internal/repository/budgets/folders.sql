-- What folders cost, and which of it lies between two instants, with what was pruned. A session that does not say where it ran belongs
-- to the folder of the one that started it. All sessions are read, once, which is what MATERIALIZED is for; idx_sessions_parent and
-- idx_cost_events_session_ts serve the rest. Which folders are a project is a rule of the program.
WITH RECURSIVE given(folder) AS (:folders),
located(id, folder) AS MATERIALIZED (
    SELECT session_id, json_text(metadata, 'cwd') FROM sessions WHERE nullif(json_text(metadata, 'cwd'), '') IS NOT NULL
),
inside(name, id) AS (
    SELECT given.folder, located.id
    FROM located JOIN given ON located.folder = given.folder
    UNION
    SELECT inside.name, s.session_id
    FROM inside JOIN sessions AS s ON s.parent_session_id = inside.id
    WHERE nullif(json_text(s.metadata, 'cwd'), '') IS NULL
)
SELECT name, sum(:micros) AS spent,
    sum(CASE WHEN c.timestamp >= :recent_day AND instant_key(c.timestamp) > :recent AND instant_key(c.timestamp) <= :until THEN :micros END) AS recent,
    count(CASE WHEN c.timestamp >= :recent_day AND instant_key(c.timestamp) > :recent AND instant_key(c.timestamp) <= :until AND :micros > 0 THEN 1 END) AS samples
FROM inside JOIN cost_events AS c ON c.session_id = inside.id
WHERE :within
GROUP BY name
UNION ALL
SELECT given.folder, sum(as_number(cost_micro_usd)), NULL, 0
FROM daily_rollups JOIN given ON project = given.folder
WHERE :rolled_up
GROUP BY given.folder
UNION ALL
SELECT given.folder, sum(as_number(cost_micro_usd)), NULL, 0
FROM quarter_rollups JOIN given ON project = given.folder
WHERE :rest_of_day
GROUP BY given.folder
