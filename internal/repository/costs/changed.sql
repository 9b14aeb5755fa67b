-- The days of which the caller does not know the present counter or has not seen the newest rows, with their parts. It is one statement, so
-- that all of it is from one moment. The row numbers serve the new rows, idx_cost_events_timestamp the range of a day.
WITH newest AS MATERIALIZED (
    SELECT row_key(cost_events) AS number, coalesce(event_id, '') AS id FROM cost_events ORDER BY row_key(cost_events) DESC LIMIT 1
),
-- The last row that the caller has seen; all rows are new to it if that row is gone or has another number.
seen AS MATERIALIZED (
    SELECT max(number) AS number FROM (
        SELECT 0 AS number
        UNION ALL SELECT row_key(cost_events) FROM cost_events WHERE row_key(cost_events) = :last AND coalesce(event_id, '') = :last_id
    ) AS candidates
),
changed AS MATERIALIZED (
    SELECT day FROM (SELECT day, as_text(changes) FROM cost_days EXCEPT SELECT a, b FROM pairs_of(:known) AS known) AS differing
    UNION SELECT coalesce(substr(as_text(timestamp), 1, 10), '') FROM cost_events WHERE row_key(cost_events) > (SELECT number FROM seen)
)
SELECT 'day' AS kind, day, coalesce((SELECT as_text(changes) FROM cost_days WHERE cost_days.day = changed.day), '0') AS session_id,
    '' AS agent_id, '' AS model, '' AS tool_name, '' AS project, '' AS program, 0 AS requests,
    0 AS unpriced, 0 AS input, 0 AS output, 0 AS total, 0 AS cache_read, 0 AS cache_write, 0 AS thoughts, 0 AS micros
FROM changed
UNION ALL SELECT 'last', id, '', '', '', '', '', '', number, 0, 0, 0, 0, 0, 0, 0, 0 FROM newest
UNION ALL SELECT * FROM (:stored)
UNION ALL SELECT * FROM (:quarters)
UNION ALL SELECT * FROM (:days)
UNION ALL SELECT * FROM (:edges)
