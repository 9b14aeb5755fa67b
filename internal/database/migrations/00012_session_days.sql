-- +goose Up
-- How often the sessions that began on each day were changed. session_days.sql has the triggers that count.
CREATE TABLE session_days (
    day TEXT PRIMARY KEY,
    changes INTEGER NOT NULL
);
