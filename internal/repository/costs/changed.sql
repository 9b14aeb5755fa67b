-- The days of which the caller does not know the present counter, with their parts. It is one statement, so that all of it is from one
-- moment. idx_cost_events_timestamp serves the range of a day.
WITH changed AS MATERIALIZED (
    SELECT day, as_text(changes) AS changes FROM cost_days
    EXCEPT SELECT a, b FROM pairs_of(:known) AS known
)
SELECT 'day' AS kind, day, changes AS session_id, '' AS agent_id, '' AS model, '' AS tool_name, '' AS project, 0 AS requests,
    0 AS unpriced, 0 AS input, 0 AS output, 0 AS total, 0 AS cache_read, 0 AS cache_write, 0 AS thoughts, 0 AS micros, 0 AS usd
FROM changed
UNION ALL SELECT * FROM (:stored)
UNION ALL SELECT * FROM (:rolled_up)
UNION ALL SELECT * FROM (:edges)
