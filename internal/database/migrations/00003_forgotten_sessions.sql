-- +goose Up
-- The sessions that were deleted and are not to be stored again.
CREATE TABLE forgotten_sessions (
    session_key TEXT PRIMARY KEY,
    forgotten_at TEXT NOT NULL
);
