-- What stored requests add up to. A cost that is not a number is not known. Sums are made of floating point numbers, which never overflow.
-- :from and :condition say which index serves it; the primary key of ingest_usages serves the join.
SELECT :kind AS kind, :quarter AS quarter,
    coalesce(as_text(cost_events.session_id), '') AS session_id, :agent AS agent_id,
    coalesce(as_text(cost_events.model), '') AS model, coalesce(as_text(cost_events.tool_name), '') AS tool_name,
    '' AS project, '' AS program,
    count(*) AS requests,
    count(CASE WHEN NOT is_number(cost_usd) THEN 1 END) AS unpriced,
    sum(as_number(cost_events.input_tokens)) AS input,
    sum(as_number(cost_events.output_tokens)) AS output,
    sum(as_number(cost_events.total_tokens)) AS total,
    sum(as_number(usage.cache_read_tokens)) AS cache_read,
    sum(as_number(usage.cache_write_5m_tokens) + as_number(usage.cache_write_1h_tokens)) AS cache_write,
    sum(as_number(usage.thought_tokens)) AS thoughts,
    sum(CASE WHEN is_number(cost_usd) THEN :micros END) AS micros
FROM :from LEFT JOIN ingest_usages AS usage ON usage.cost_id = cost_events.event_id
WHERE :is_request AND :condition
GROUP BY 1, 2, 3, 4, 5, 6
