-- +goose Up
-- What is pruned is also added up by quarter of an hour, so that it can be divided into the days of any time zone. daily_rollups has all of it
-- too, and what releases before this one pruned.
CREATE TABLE quarter_rollups (
    quarter TEXT NOT NULL,
    project TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    model TEXT NOT NULL,
    tool_name TEXT NOT NULL,
    program TEXT NOT NULL,
    events INTEGER NOT NULL,
    errors INTEGER NOT NULL,
    event_tokens INTEGER NOT NULL,
    stated_tokens INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    unpriced_requests INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cache_read_tokens INTEGER NOT NULL,
    cache_write_tokens INTEGER NOT NULL,
    thought_tokens INTEGER NOT NULL,
    total_tokens INTEGER NOT NULL,
    cost_micro_usd INTEGER NOT NULL,
    PRIMARY KEY (quarter, project, agent_id, model, tool_name, program)
);

-- The sessions that have lost requests to a prune.
CREATE TABLE rolled_up_sessions (
    session_id TEXT PRIMARY KEY
);
