-- +goose Up
-- The people whose agents report, and the machines on which these run. Ids are random, so that a name can change.
CREATE TABLE people (
    person_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL
);

CREATE TABLE devices (
    device_id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE (person_id, name)
);

-- The tokens of people and devices. The digest is the SHA-256 of a token; the token itself is nowhere.
CREATE TABLE access_tokens (
    prefix TEXT PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    person_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    -- The scopes, separated by spaces.
    scopes TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT,
    revoked_at TEXT,
    -- The last day, in UTC, on which the token was used.
    last_used_day TEXT
);

-- Who changed what with regard to access. Rows are only added.
CREATE TABLE audit_log (
    entry_id INTEGER PRIMARY KEY,
    recorded_at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL
);
