-- What pruned requests add up to by quarter of an hour, and the tokens that events of sessions without requests stated. The primary key of
-- quarter_rollups serves :from.
SELECT :kind AS kind, quarter_rollups.quarter AS quarter, '' AS session_id, agent_id, model, tool_name, project, program, requests, unpriced_requests,
    as_number(input_tokens), as_number(output_tokens), as_number(total_tokens) + as_number(stated_tokens),
    as_number(cache_read_tokens), as_number(cache_write_tokens), as_number(thought_tokens), as_number(cost_micro_usd)
FROM :from
WHERE (requests > 0 OR stated_tokens <> 0) AND :condition
