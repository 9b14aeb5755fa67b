-- What requests add up to by where their cost comes from: a source or another program states it, or it was computed. idx_cost_events_timestamp and the
-- primary key of ingest_usages serve it.
SELECT origin, count(*) AS requests, as_number(sum(micros)) AS micros, coalesce(min(prices), '') AS oldest, coalesce(max(prices), '') AS newest
FROM (
    SELECT coalesce(:micros, 0) AS micros,
        CASE
            WHEN NOT is_number(cost_usd) THEN :none
            WHEN u.cost_source LIKE 'computed:%' THEN :listed
            WHEN u.cost_source = 'override' THEN :overridden
            ELSE :stated
        END AS origin,
        -- The date of the list prices follows the colon.
        CASE WHEN is_number(cost_usd) AND u.cost_source LIKE 'computed:%' THEN substr(u.cost_source, 10) END AS prices
    FROM cost_events LEFT JOIN ingest_usages AS u ON u.cost_id = cost_events.event_id
    WHERE :is_request AND :within
) AS asked
GROUP BY origin
ORDER BY requests DESC, origin
