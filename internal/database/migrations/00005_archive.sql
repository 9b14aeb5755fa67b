-- +goose Up
-- The session that a transcript belongs to.
ALTER TABLE import_states ADD COLUMN session_id TEXT NOT NULL DEFAULT '';

-- The transcripts that are kept, without secrets. One that was replaced by another file has a row of its own.
CREATE TABLE archived_transcripts (
    transcript_id INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    session_id TEXT NOT NULL,
    format TEXT NOT NULL,
    head_length INTEGER NOT NULL,
    head TEXT NOT NULL,
    read_offset INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    changed_at TEXT NOT NULL,
    sidecar BLOB
);

CREATE INDEX idx_archived_transcripts_path ON archived_transcripts(path);
CREATE INDEX idx_archived_transcripts_session ON archived_transcripts(session_id);
CREATE INDEX idx_archived_transcripts_changed ON archived_transcripts(changed_at);

-- Their lines, in parts of about 1 MiB, each compressed with zstd.
CREATE TABLE archived_parts (
    transcript_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (transcript_id, number)
);
