-- An event and all below it, each with its depth; idx_agent_events_parent_event serves it.
-- A cycle in the data repeats events at other depths; :depth bounds it.
WITH RECURSIVE chain(id, depth) AS (
    SELECT event_id, 0 FROM agent_events WHERE event_id = :event_id
    UNION
    SELECT child.event_id, chain.depth + 1
    FROM chain JOIN agent_events AS child ON child.parent_event_id = chain.id
    WHERE chain.depth < :depth
)
SELECT chain.depth, :columns
FROM chain JOIN agent_events ON event_id = chain.id
