-- One page of a table, newest first. timeline.go says why these ranges hold all of its rows.
WITH
-- The first rows by text, as many as can matter.
head AS MATERIALIZED (
    SELECT :id AS id, :time AS at FROM :table
    WHERE :filter AND :time < :below
    ORDER BY :time DESC LIMIT :reach
),
-- The last day of these, which may go on after them; null if they are all there is.
edge AS MATERIALIZED (
    SELECT CASE WHEN count(*) = :reach THEN substr(min(at), 1, 10) END AS day FROM head
),
-- Of that day, the first rows of the form with a T,
iso AS MATERIALIZED (
    SELECT :id AS id, :time AS at FROM :table
    WHERE :inside AND :time >= (SELECT day || 'T' FROM edge) AND :time < (SELECT day || 'U' FROM edge) AND unindexed(:time) < :below
    ORDER BY :time DESC LIMIT :reach
),
-- and those of the form with a space.
spaced AS MATERIALIZED (
    SELECT :id AS id, :time AS at FROM :table
    WHERE :inside AND :time >= (SELECT day FROM edge) AND :time < (SELECT day || 'T' FROM edge) AND unindexed(:time) < :below
    ORDER BY :time DESC LIMIT :reach
),
candidate AS (
    SELECT id, at FROM head
    UNION SELECT id, at FROM iso
    -- The rest of the second in which the limit fell: the suffixes of its rows may sort in another order.
    UNION SELECT :id, :time FROM :table
        WHERE :inside AND :time >= (SELECT day || 'T' FROM edge) AND :time < (SELECT day || 'U' FROM edge) AND unindexed(:time) < :below
            AND :time >= (SELECT substr(min(at), 1, 19) FROM iso) AND :time <= (SELECT min(at) FROM iso)
    UNION SELECT id, at FROM spaced
    UNION SELECT :id, :time FROM :table
        WHERE :inside AND :time >= (SELECT day FROM edge) AND :time < (SELECT day || 'T' FROM edge) AND unindexed(:time) < :below
            AND :time >= (SELECT substr(min(at), 1, 19) FROM spaced) AND :time <= (SELECT min(at) FROM spaced)
    -- Where the page has a ceiling, :below is its day, and the rows of that day come from timeline_ceiling.sqlite.sql.
    :ceiling
)
SELECT :columns FROM :table
WHERE :id IN (:chosen)
ORDER BY instant_key(:time) DESC, :id DESC
