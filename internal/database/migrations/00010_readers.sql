-- +goose Up
-- Transcripts are read again by a newer reader, in place of what an earlier one read of them, and where they were rewritten.
ALTER TABLE import_states ADD COLUMN reader_version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE import_states ADD COLUMN digest TEXT NOT NULL DEFAULT '';
ALTER TABLE import_states ADD COLUMN tail TEXT NOT NULL DEFAULT '';

CREATE TABLE ingest_witnesses (
    event_id TEXT PRIMARY KEY
);

CREATE TABLE withdrawn_sessions (
    session_id TEXT PRIMARY KEY,
    reader TEXT NOT NULL
);

CREATE TABLE withdrawn_events (
    event_id TEXT PRIMARY KEY,
    row_number INTEGER NOT NULL
);
