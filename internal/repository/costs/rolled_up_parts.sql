-- What pruned requests add up to. The primary key of daily_rollups serves :from.
SELECT 'rolled_up' AS kind, daily_rollups.day AS day, '' AS session_id, agent_id, model, tool_name, project, requests, unpriced_requests,
    as_number(input_tokens), as_number(output_tokens), as_number(total_tokens),
    as_number(cache_read_tokens), as_number(cache_write_tokens), as_number(thought_tokens), as_number(cost_micro_usd),
    CASE WHEN requests > unpriced_requests THEN cost_micro_usd / 1e6 END
FROM :from
WHERE requests > 0
