-- Stores what a source said of a request that several sources report. The primary key serves it.
INSERT INTO ingest_reports (cost_id, source, timestamp, model, tier, inference_geo, input_tokens, output_tokens, cache_read_tokens,
    cache_write_5m_tokens, cache_write_1h_tokens, thought_tokens, web_searches, stated_micro_usd, cost_micro_usd)
VALUES (:id, :source, :at, :model, :tier, :geo, :input, :output, :read, :write5m, :write1h, :thoughts, :searches, :stated, :micro)
ON CONFLICT (cost_id, source) DO UPDATE SET timestamp = excluded.timestamp, model = excluded.model, tier = excluded.tier,
    inference_geo = excluded.inference_geo, input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens,
    cache_read_tokens = excluded.cache_read_tokens, cache_write_5m_tokens = excluded.cache_write_5m_tokens,
    cache_write_1h_tokens = excluded.cache_write_1h_tokens, thought_tokens = excluded.thought_tokens, web_searches = excluded.web_searches,
    stated_micro_usd = excluded.stated_micro_usd, cost_micro_usd = excluded.cost_micro_usd
