-- +goose Up
-- The columns of ingest_aliases get the names that the program uses for them, and import_states one that is not a reserved word in PostgreSQL.
-- The rows are copied, because SQLite refuses to rename a column in a file in which a trigger of another program is broken.
CREATE TEMP TABLE old_aliases AS SELECT * FROM ingest_aliases;
DROP TABLE ingest_aliases;
CREATE TABLE ingest_aliases (
    alias TEXT PRIMARY KEY,
    row_id TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    source TEXT NOT NULL,
    firm INTEGER NOT NULL,
    timestamp TEXT NOT NULL,
    until TEXT NOT NULL,
    text TEXT NOT NULL,
    tool_use_id TEXT NOT NULL
);
INSERT INTO ingest_aliases SELECT alias, row_id, likeness, teller, firm, timestamp, until, said, tool_use_id FROM old_aliases;
DROP TABLE old_aliases;
CREATE INDEX idx_ingest_aliases_fingerprint ON ingest_aliases(fingerprint, timestamp);
CREATE INDEX idx_ingest_aliases_row ON ingest_aliases(row_id);

CREATE TEMP TABLE old_states AS SELECT * FROM import_states;
DROP TABLE import_states;
CREATE TABLE import_states (
    path TEXT PRIMARY KEY,
    format TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    read_offset INTEGER NOT NULL,
    head_length INTEGER NOT NULL,
    head TEXT NOT NULL,
    carry JSON,
    finished INTEGER NOT NULL,
    first_record TEXT NOT NULL DEFAULT ''
);
INSERT INTO import_states
SELECT path, format, size, modified_ns, inode, offset, head_length, head, carry, finished, first_record FROM old_states;
DROP TABLE old_states;
