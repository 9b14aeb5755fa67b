-- How many requests of a group several sources reported, and of how many the tokens differ. The primary keys serve it.
SELECT name, count(*) AS several, sum(CASE WHEN least <> most THEN 1 ELSE 0 END) AS differing
FROM (
    SELECT :group AS name, min(total) AS least, max(total) AS most
    FROM (
        SELECT cost_id, input_tokens + output_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens + thought_tokens AS total
        FROM ingest_reports
    ) AS r JOIN cost_events ON cost_events.event_id = r.cost_id
    WHERE :within
    GROUP BY r.cost_id
)
GROUP BY name
ORDER BY name
