-- +goose Up
-- How often the costs of each day were changed. cost_days.sql has the triggers that count.
CREATE TABLE cost_days (
    day TEXT PRIMARY KEY,
    changes INTEGER NOT NULL
);
