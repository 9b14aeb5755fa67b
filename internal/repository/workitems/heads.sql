-- The newest work items of each column of the board, as many as :sizes says. It visits all work items once.
WITH wanted(status, size) AS (:sizes),
ranked AS (
    SELECT id, :status AS status,
        row_number() OVER (PARTITION BY :status ORDER BY instant_key(created_at) DESC, id DESC) AS rank
    FROM features WHERE :filter
)
SELECT :columns
FROM features
WHERE id IN (SELECT ranked.id FROM ranked JOIN wanted ON wanted.status = ranked.status WHERE ranked.rank <= wanted.size)
ORDER BY instant_key(created_at) DESC, features.id DESC
