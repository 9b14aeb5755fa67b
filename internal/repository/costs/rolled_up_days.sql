-- What was pruned of which only the day is known: what daily_rollups has beyond the quarters of the day, which releases before quarter_rollups
-- did not keep. The tokens that events state count on days without a request. The primary keys of both tables serve :days and :quarters.
SELECT :kind AS kind, day AS quarter, '' AS session_id, agent_id, model, tool_name, project, agent_id AS program, requests, unpriced_requests,
    input_tokens, output_tokens, total_tokens + CASE WHEN requests_of_day > 0 THEN 0 ELSE event_tokens END,
    cache_read_tokens, cache_write_tokens, thought_tokens, cost_micro_usd
FROM (
    SELECT day, project, agent_id, model, tool_name, sum(requests) AS requests, sum(unpriced_requests) AS unpriced_requests,
        sum(sum(requests)) OVER (PARTITION BY day) AS requests_of_day, sum(event_tokens) AS event_tokens, sum(input_tokens) AS input_tokens,
        sum(output_tokens) AS output_tokens, sum(total_tokens) AS total_tokens, sum(cache_read_tokens) AS cache_read_tokens,
        sum(cache_write_tokens) AS cache_write_tokens, sum(thought_tokens) AS thought_tokens, sum(cost_micro_usd) AS cost_micro_usd
    FROM (
        SELECT daily_rollups.day AS day, project, agent_id, model, tool_name, requests, unpriced_requests, as_number(event_tokens) AS event_tokens,
            as_number(input_tokens) AS input_tokens, as_number(output_tokens) AS output_tokens, as_number(total_tokens) AS total_tokens,
            as_number(cache_read_tokens) AS cache_read_tokens, as_number(cache_write_tokens) AS cache_write_tokens,
            as_number(thought_tokens) AS thought_tokens, as_number(cost_micro_usd) AS cost_micro_usd
        FROM :days
        UNION ALL
        SELECT substr(quarter_rollups.quarter, 1, 10), project, agent_id, model, tool_name, -requests, -unpriced_requests, -as_number(event_tokens),
            -as_number(input_tokens), -as_number(output_tokens), -as_number(total_tokens),
            -as_number(cache_read_tokens), -as_number(cache_write_tokens),
            -as_number(thought_tokens), -as_number(cost_micro_usd)
        FROM :quarters
    ) AS differences
    GROUP BY day, project, agent_id, model, tool_name
) AS beyond
WHERE requests > 0 OR event_tokens > 0 AND requests_of_day = 0
