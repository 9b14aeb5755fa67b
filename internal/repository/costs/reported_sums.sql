-- What the requests of a group add up to, as they count and as each source reported them. A request that one source reported has no row in
-- ingest_reports: its row is the report. idx_cost_events_timestamp and the primary keys serve it.
SELECT name, source, count(*) AS requests, sum(tokens) AS tokens, sum(micros) AS micros
FROM (
    SELECT :group AS name, '' AS source, as_number(coalesce(cost_events.total_tokens, 0)) AS tokens, coalesce(:micros, 0) AS micros
    FROM cost_events WHERE :is_request AND :within
    UNION ALL
    SELECT :group, u.source, as_number(u.total_tokens), as_number(coalesce(u.cost_micro_usd, 0))
    FROM cost_events CROSS JOIN ingest_usages AS u ON u.cost_id = cost_events.event_id
    WHERE :within AND u.source IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ingest_reports AS r WHERE r.cost_id = u.cost_id)
    UNION ALL
    SELECT :group, r.source, as_number(r.input_tokens + r.output_tokens + r.cache_read_tokens + r.cache_write_5m_tokens + r.cache_write_1h_tokens + r.thought_tokens),
        as_number(coalesce(r.cost_micro_usd, 0))
    FROM cost_events CROSS JOIN ingest_reports AS r ON r.cost_id = cost_events.event_id
    WHERE :within
)
GROUP BY name, source
ORDER BY name, source
