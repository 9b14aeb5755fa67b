-- The same for requests that were pruned; the primary key of daily_rollups serves a time.
SELECT nullif(:group, '') AS grouped, nullif(model, '') AS model, as_integer(sum(requests)) AS requests,
    as_integer(sum(unpriced_requests)) AS unpriced,
    sum(as_number(input_tokens)) AS input,
    sum(as_number(output_tokens)) AS output,
    sum(as_number(total_tokens)) AS total,
    sum(as_number(cache_read_tokens)) AS cache_read,
    sum(as_number(cache_write_tokens)) AS cache_write,
    sum(as_number(thought_tokens)) AS thoughts,
    sum(as_number(cost_micro_usd)) AS micros
FROM daily_rollups
WHERE :condition
GROUP BY 1, 2
