-- +goose Up
-- A request states the tier of service that it was billed by, where it was computed, its searches, and the message that answered it. What was stored as fast has the tier of
-- that name. The rows are copied, because SQLite refuses to drop a column in a file in which a trigger of another program is broken.
CREATE TEMP TABLE old_usages AS SELECT * FROM ingest_usages;
DROP TABLE ingest_usages;
CREATE TABLE ingest_usages (
    cost_id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL,
    event_id TEXT,
    stated_event_id TEXT,
    subagent TEXT,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cache_read_tokens INTEGER NOT NULL,
    cache_write_5m_tokens INTEGER NOT NULL,
    cache_write_1h_tokens INTEGER NOT NULL,
    thought_tokens INTEGER NOT NULL,
    total_tokens INTEGER NOT NULL,
    tier TEXT,
    inference_geo TEXT,
    web_searches INTEGER NOT NULL,
    message_id TEXT,
    model TEXT,
    cost_micro_usd INTEGER,
    stated_micro_usd INTEGER,
    cost_source TEXT,
    source TEXT
);
INSERT INTO ingest_usages
SELECT cost_id, session_id, event_id, stated_event_id, subagent, input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens,
    cache_write_1h_tokens, thought_tokens, total_tokens, CASE WHEN fast <> 0 THEN 'fast' END, NULL, 0, NULL, model, cost_micro_usd, stated_micro_usd,
    cost_source, source
FROM old_usages;
DROP TABLE old_usages;
CREATE INDEX idx_ingest_usages_event ON ingest_usages(event_id, model);
CREATE INDEX idx_ingest_usages_subagent ON ingest_usages(subagent) WHERE subagent IS NOT NULL;
