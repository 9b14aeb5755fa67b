-- The latest request of each session; idx_cost_events_session_ts serves it. Alerts are stored among the requests.
SELECT session_id, at FROM (
    SELECT p.a AS session_id, (
        SELECT as_text(c.timestamp) FROM cost_events AS c
        WHERE c.session_id = p.a AND c.alert_type IS NULL AND c.timestamp IS NOT NULL ORDER BY c.timestamp DESC LIMIT 1
    ) AS at
    FROM pairs_of(:sessions) AS p
) AS latest
WHERE at IS NOT NULL
