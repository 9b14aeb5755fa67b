-- +goose Up
-- What each source said of a request, where several sources did. A request that one source reported has none: its row is the report.
CREATE TABLE ingest_reports (
    cost_id TEXT NOT NULL,
    source TEXT NOT NULL,
    timestamp TEXT NOT NULL,
    model TEXT,
    tier TEXT,
    inference_geo TEXT,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cache_read_tokens INTEGER NOT NULL,
    cache_write_5m_tokens INTEGER NOT NULL,
    cache_write_1h_tokens INTEGER NOT NULL,
    thought_tokens INTEGER NOT NULL,
    web_searches INTEGER NOT NULL,
    stated_micro_usd INTEGER,
    cost_micro_usd INTEGER,
    PRIMARY KEY (cost_id, source)
);
