-- +goose Up
-- What was said in a session, and what was done: whole texts, where events show only the beginnings. A message that is an event has its id.
CREATE TABLE messages (
    message_id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL,
    -- The subagent in which it was said, '' for the main thread.
    subagent TEXT NOT NULL,
    -- Messages are in the order of their times, and at one time in the order in which the source wrote them.
    timestamp TEXT NOT NULL,
    position INTEGER NOT NULL,
    role TEXT NOT NULL,
    kind TEXT NOT NULL,
    model TEXT,
    finish_reason TEXT,
    event_id TEXT,
    -- The best source that reported it, and whether another one than a transcript did.
    source TEXT NOT NULL,
    witnessed INTEGER NOT NULL,
    -- How often it changed, from 1 on.
    revision INTEGER NOT NULL
);

CREATE INDEX idx_messages_thread ON messages(session_id, subagent, timestamp, position, message_id, kind, revision);
CREATE INDEX idx_messages_timestamp ON messages(timestamp);
CREATE INDEX idx_messages_event ON messages(event_id) WHERE event_id IS NOT NULL;

-- The parts of messages. A short text is in text, a longer one in data, compressed with zstd.
CREATE TABLE parts (
    part_id INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL,
    section TEXT NOT NULL,
    number INTEGER NOT NULL,
    type TEXT NOT NULL,
    call_id TEXT,
    name TEXT,
    source TEXT NOT NULL,
    -- Whether the source had only a piece of the text.
    cut INTEGER NOT NULL,
    -- The length of the text, and a hash of it.
    bytes INTEGER NOT NULL,
    digest INTEGER NOT NULL,
    text TEXT,
    data BLOB,
    blob TEXT,
    -- What the source says of it beside the text, a JSON object.
    meta TEXT
);

CREATE INDEX idx_parts_message ON parts(message_id, section, number);
CREATE INDEX idx_parts_blob ON parts(blob) WHERE blob IS NOT NULL;

-- Pictures and documents, each once.
CREATE TABLE blobs (
    sha256 TEXT PRIMARY KEY,
    mime_type TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    data BLOB NOT NULL
);

-- The last event that was stored before there were messages: of these events messages are made of what their rows say.
CREATE TABLE earlier_events (
    last_row INTEGER NOT NULL
);
