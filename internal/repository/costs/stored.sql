-- What stored requests add up to, by a group and by model. A cost that is not a number is not known.
-- :condition says which index serves it; the primary key of ingest_usages serves the join.
SELECT nullif(as_text(:group), '') AS grouped, nullif(as_text(cost_events.model), '') AS model, count(*) AS requests,
    count(CASE WHEN NOT is_number(cost_usd) THEN 1 END) AS unpriced,
    sum(as_number(cost_events.input_tokens)) AS input,
    sum(as_number(cost_events.output_tokens)) AS output,
    sum(as_number(cost_events.total_tokens)) AS total,
    sum(as_number(usage.cache_read_tokens)) AS cache_read,
    sum(as_number(usage.cache_write_5m_tokens) + as_number(usage.cache_write_1h_tokens)) AS cache_write,
    sum(as_number(usage.thought_tokens)) AS thoughts,
    sum(CASE WHEN is_number(cost_usd) THEN :micros END) AS micros
FROM cost_events LEFT JOIN ingest_usages AS usage ON usage.cost_id = cost_events.event_id :join
WHERE :condition
GROUP BY 1, 2
