-- +goose Up
-- The texts that a column of a shared table does not keep as they are: SQLite turns what looks like a number into one, unless the column is
-- declared TEXT. The key is the table and the column, a colon, and the key of the row.
CREATE TABLE ingest_exact_texts (
    text_key TEXT PRIMARY KEY,
    session_id TEXT NOT NULL,
    text TEXT NOT NULL
);
