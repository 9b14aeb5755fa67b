-- The triggers that maintain session_days: each new, changed or deleted session increments the counter of the day on which it began. They follow the
-- rules of cost_days.sql. Counters that other columns of a session hold change with every event, and nothing reads them, so they do not count.
--
-- INSERT OR REPLACE fires no trigger for the row that it deletes. The new row is counted; if it began on another day, the former day keeps the
-- former row until it changes again. This program never writes so.

CREATE TRIGGER htmlgraph_session_inserted AFTER INSERT ON sessions
BEGIN
    UPDATE session_days SET changes = changes + 1 WHERE day = coalesce(substr(CAST(NEW.created_at AS TEXT), 1, 10), '');
    INSERT INTO session_days (day, changes)
    SELECT coalesce(substr(CAST(NEW.created_at AS TEXT), 1, 10), ''), 1
    WHERE NOT EXISTS (SELECT 1 FROM session_days WHERE day = coalesce(substr(CAST(NEW.created_at AS TEXT), 1, 10), ''));
END;

CREATE TRIGGER htmlgraph_session_updated
AFTER UPDATE OF session_id, agent_assigned, parent_session_id, created_at, completed_at, status, is_subagent, metadata, last_user_query ON sessions
BEGIN
    UPDATE session_days SET changes = changes + 1
    WHERE day IN (coalesce(substr(CAST(OLD.created_at AS TEXT), 1, 10), ''), coalesce(substr(CAST(NEW.created_at AS TEXT), 1, 10), ''));
    INSERT INTO session_days (day, changes)
    SELECT coalesce(substr(CAST(OLD.created_at AS TEXT), 1, 10), ''), 1
    WHERE NOT EXISTS (SELECT 1 FROM session_days WHERE day = coalesce(substr(CAST(OLD.created_at AS TEXT), 1, 10), ''));
    INSERT INTO session_days (day, changes)
    SELECT coalesce(substr(CAST(NEW.created_at AS TEXT), 1, 10), ''), 1
    WHERE NOT EXISTS (SELECT 1 FROM session_days WHERE day = coalesce(substr(CAST(NEW.created_at AS TEXT), 1, 10), ''));
END;

CREATE TRIGGER htmlgraph_session_deleted AFTER DELETE ON sessions
BEGIN
    UPDATE session_days SET changes = changes + 1 WHERE day = coalesce(substr(CAST(OLD.created_at AS TEXT), 1, 10), '');
    INSERT INTO session_days (day, changes)
    SELECT coalesce(substr(CAST(OLD.created_at AS TEXT), 1, 10), ''), 1
    WHERE NOT EXISTS (SELECT 1 FROM session_days WHERE day = coalesce(substr(CAST(OLD.created_at AS TEXT), 1, 10), ''));
END;
