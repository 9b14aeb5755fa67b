-- The triggers that maintain cost_days: each change of a stored request increments the counter of its day. New
-- requests are found by their row numbers and cost a writer nothing. They are in the file, so they hold for
-- every program that writes to it, and must not hinder one. They use built-in functions only. No statement of theirs can conflict, because
-- the conflict clause of the statement that fires a trigger holds for it too. They name no other shared
-- table than their own, and vanish with it: a trigger of another table would keep SQLite from renaming tables while this one is absent.
--
-- INSERT OR REPLACE fires no trigger for the row that it deletes. The new row is found; if it is of another day, the former day keeps the
-- former row in its sums until it changes again. This program never writes so.
--
-- The day of a row is the first ten characters of its timestamp, as in repository/costs.

CREATE TRIGGER htmlgraph_cost_updated AFTER UPDATE ON cost_events
BEGIN
    UPDATE cost_days SET changes = changes + 1
    WHERE day IN (coalesce(substr(CAST(OLD.timestamp AS TEXT), 1, 10), ''), coalesce(substr(CAST(NEW.timestamp AS TEXT), 1, 10), ''));
    INSERT INTO cost_days (day, changes)
    SELECT coalesce(substr(CAST(OLD.timestamp AS TEXT), 1, 10), ''), 1
    WHERE NOT EXISTS (SELECT 1 FROM cost_days WHERE day = coalesce(substr(CAST(OLD.timestamp AS TEXT), 1, 10), ''));
    INSERT INTO cost_days (day, changes)
    SELECT coalesce(substr(CAST(NEW.timestamp AS TEXT), 1, 10), ''), 1
    WHERE NOT EXISTS (SELECT 1 FROM cost_days WHERE day = coalesce(substr(CAST(NEW.timestamp AS TEXT), 1, 10), ''));
END;

CREATE TRIGGER htmlgraph_cost_deleted AFTER DELETE ON cost_events
BEGIN
    UPDATE cost_days SET changes = changes + 1 WHERE day = coalesce(substr(CAST(OLD.timestamp AS TEXT), 1, 10), '');
    INSERT INTO cost_days (day, changes)
    SELECT coalesce(substr(CAST(OLD.timestamp AS TEXT), 1, 10), ''), 1
    WHERE NOT EXISTS (SELECT 1 FROM cost_days WHERE day = coalesce(substr(CAST(OLD.timestamp AS TEXT), 1, 10), ''));
END;

-- What was pruned belongs to the costs of its day.
CREATE TRIGGER htmlgraph_rollup_inserted AFTER INSERT ON daily_rollups
BEGIN
    UPDATE cost_days SET changes = changes + 1 WHERE day = NEW.day;
    INSERT INTO cost_days (day, changes) SELECT NEW.day, 1 WHERE NOT EXISTS (SELECT 1 FROM cost_days WHERE day = NEW.day);
END;

CREATE TRIGGER htmlgraph_rollup_updated AFTER UPDATE ON daily_rollups
BEGIN
    UPDATE cost_days SET changes = changes + 1 WHERE day IN (OLD.day, NEW.day);
    INSERT INTO cost_days (day, changes) SELECT NEW.day, 1 WHERE NOT EXISTS (SELECT 1 FROM cost_days WHERE day = NEW.day);
END;

CREATE TRIGGER htmlgraph_rollup_deleted AFTER DELETE ON daily_rollups
BEGIN
    UPDATE cost_days SET changes = changes + 1 WHERE day = OLD.day;
END;
