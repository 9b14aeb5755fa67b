-- The values of three fields, at most :limit of each, sorted; idx_features_type serves the first.
SELECT 'type' AS field, value FROM (
    SELECT DISTINCT as_text(listed_name(type)) AS value FROM features WHERE type <> '' ORDER BY 1 LIMIT :limit) AS types
UNION ALL
SELECT 'priority', value FROM (
    SELECT DISTINCT as_text(listed_name(priority)) AS value FROM features WHERE priority <> '' ORDER BY 1 LIMIT :limit) AS priorities
UNION ALL
SELECT 'assignee', value FROM (
    SELECT DISTINCT as_text(listed_name(:assignee)) AS value FROM features WHERE :assignee <> '' ORDER BY 1 LIMIT :limit) AS assignees
