-- The rows of the day of a ceiling, a part of timeline.sqlite.sql. :exact decides which of them are below the ceiling.
UNION SELECT id, at FROM (
    WITH
    top_iso AS MATERIALIZED (
        SELECT :id AS id, :time AS at FROM :table
        WHERE :inside AND :exact AND :time >= :top_iso AND :time < :top_iso_end
        ORDER BY :time DESC LIMIT :reach
    ),
    top_spaced AS MATERIALIZED (
        SELECT :id AS id, :time AS at FROM :table
        WHERE :inside AND :exact AND :time >= :below AND :time < :top_spaced_end
        ORDER BY :time DESC LIMIT :reach
    )
    SELECT id, at FROM top_iso
    UNION SELECT :id, :time FROM :table
        WHERE :inside AND :exact AND :time >= :top_iso AND :time < :top_iso_end
            AND :time >= (SELECT substr(min(at), 1, 19) FROM top_iso) AND :time <= (SELECT min(at) FROM top_iso)
    UNION SELECT id, at FROM top_spaced
    UNION SELECT :id, :time FROM :table
        WHERE :inside AND :exact AND :time >= :below AND :time < :top_spaced_end
            AND :time >= (SELECT substr(min(at), 1, 19) FROM top_spaced) AND :time <= (SELECT min(at) FROM top_spaced)
)
