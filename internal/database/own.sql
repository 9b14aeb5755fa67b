-- The tables that this program alone uses, for what the shared ones have no columns for, in the version that the newest migration makes.
-- A test compares the two. A change of these tables is a new file in migrations and a change here.

-- What one request to a model took, beside its row in cost_events.
CREATE TABLE ingest_usages (
    cost_id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL,
    -- The event to which it belongs, and the one that its source named.
    event_id TEXT,
    stated_event_id TEXT,
    subagent TEXT,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cache_read_tokens INTEGER NOT NULL,
    cache_write_5m_tokens INTEGER NOT NULL,
    cache_write_1h_tokens INTEGER NOT NULL,
    thought_tokens INTEGER NOT NULL,
    total_tokens INTEGER NOT NULL,
    -- The tier of service and the region by which it was billed, null for the usual ones, and the searches that are billed beside the tokens.
    tier TEXT,
    inference_geo TEXT,
    web_searches INTEGER NOT NULL,
    -- The agent's own id of the message that answered it, null where no source knows it.
    message_id TEXT,
    model TEXT,
    -- The cost in millionths of a dollar, null if it is not known, the one that the source stated, and where the cost comes from.
    cost_micro_usd INTEGER,
    stated_micro_usd INTEGER,
    cost_source TEXT,
    source TEXT
);

-- What each source said of a request, where several sources did. A request that one source reported has none: its row is the report.
CREATE TABLE ingest_reports (
    cost_id TEXT NOT NULL,
    source TEXT NOT NULL,
    timestamp TEXT NOT NULL,
    model TEXT,
    tier TEXT,
    inference_geo TEXT,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cache_read_tokens INTEGER NOT NULL,
    cache_write_5m_tokens INTEGER NOT NULL,
    cache_write_1h_tokens INTEGER NOT NULL,
    thought_tokens INTEGER NOT NULL,
    web_searches INTEGER NOT NULL,
    -- The cost that it stated, and what the request costs by its report, both in millionths of a dollar.
    stated_micro_usd INTEGER,
    cost_micro_usd INTEGER,
    PRIMARY KEY (cost_id, source)
);

-- The subagent in which an event happened. Once there is a delegation with that id, the event is below it.
CREATE TABLE ingest_subagents (
    event_id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL,
    subagent TEXT NOT NULL
);

CREATE INDEX idx_ingest_usages_event ON ingest_usages(event_id, model);
CREATE INDEX idx_ingest_usages_subagent ON ingest_usages(subagent) WHERE subagent IS NOT NULL;
CREATE INDEX idx_ingest_subagents_subagent ON ingest_subagents(subagent);

-- How far each transcript has been read, and by what it is known to be the same file still.
CREATE TABLE import_states (
    path TEXT PRIMARY KEY,
    format TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    -- All bytes before it have been read.
    read_offset INTEGER NOT NULL,
    -- The hash of the first head_length bytes.
    head_length INTEGER NOT NULL,
    head TEXT NOT NULL,
    -- What the reader of the next lines has to know, and whether the file is finished.
    carry JSON,
    finished INTEGER NOT NULL,
    -- The first record in it: a session that repeats another one begins with the same.
    first_record TEXT NOT NULL DEFAULT '',
    -- The session that it belongs to.
    session_id TEXT NOT NULL DEFAULT '',
    -- The version of the reader, 0 for one without a number, -1 where the file was rewritten: unless it is the present one, the file is read again.
    reader_version INTEGER NOT NULL DEFAULT 0,
    -- The state of the hash of all that was read, and the hash of the end of it, by which it is noticed that the file was rewritten.
    digest TEXT NOT NULL DEFAULT '',
    tail TEXT NOT NULL DEFAULT ''
);

-- What sources report that share no id: each id that one of them gave, and the row that it names.
CREATE TABLE ingest_aliases (
    alias TEXT PRIMARY KEY,
    row_id TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    source TEXT NOT NULL,
    firm INTEGER NOT NULL,
    -- From when to when it lasted, as far as the source knows.
    timestamp TEXT NOT NULL,
    until TEXT NOT NULL,
    -- The beginning of the text of a prompt, and the call by which tool_traces knows the row.
    text TEXT NOT NULL,
    tool_use_id TEXT NOT NULL
);

CREATE INDEX idx_ingest_aliases_fingerprint ON ingest_aliases(fingerprint, timestamp);

-- The events with ids of ours that another source than a transcript reported: they stay where the transcript is read again.
CREATE TABLE ingest_witnesses (
    event_id TEXT PRIMARY KEY
);

-- The sessions whose transcripts are read again, and the reader for which what earlier ones had stored was withdrawn.
CREATE TABLE withdrawn_sessions (
    session_id TEXT PRIMARY KEY,
    reader TEXT NOT NULL
);

-- The events that were withdrawn while their transcripts are read again, with the numbers of their rows: an event that comes back has its number
-- again, so that who follows new rows does not take it for a new one.
CREATE TABLE withdrawn_events (
    event_id TEXT PRIMARY KEY,
    row_number INTEGER NOT NULL
);

-- The sessions that sources reported and that are not over, with the instant of their latest event.
CREATE TABLE ingest_sessions (
    session_id TEXT PRIMARY KEY,
    last_at TEXT NOT NULL
);

CREATE INDEX idx_ingest_sessions_last ON ingest_sessions(last_at);

CREATE INDEX idx_ingest_aliases_row ON ingest_aliases(row_id);

-- What was pruned, added up by day. A text that a row did not have is ''.
CREATE TABLE daily_rollups (
    day TEXT NOT NULL,
    project TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    model TEXT NOT NULL,
    tool_name TEXT NOT NULL,
    -- Of agent_events. Tokens of events and of requests overlap and are never added.
    events INTEGER NOT NULL,
    errors INTEGER NOT NULL,
    event_tokens INTEGER NOT NULL,
    -- Of cost_events: the requests, how many of them have no price, and what the others cost in millionths of a dollar.
    requests INTEGER NOT NULL,
    unpriced_requests INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cache_read_tokens INTEGER NOT NULL,
    cache_write_tokens INTEGER NOT NULL,
    thought_tokens INTEGER NOT NULL,
    total_tokens INTEGER NOT NULL,
    cost_micro_usd INTEGER NOT NULL,
    PRIMARY KEY (day, project, agent_id, model, tool_name)
);

-- The same by quarter of an hour in UTC, so that it can be divided into the days of any time zone. What daily_rollups has beyond it was pruned by
-- releases that kept no quarters.
CREATE TABLE quarter_rollups (
    quarter TEXT NOT NULL,
    project TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    model TEXT NOT NULL,
    tool_name TEXT NOT NULL,
    -- The agent that ran the session.
    program TEXT NOT NULL,
    events INTEGER NOT NULL,
    errors INTEGER NOT NULL,
    event_tokens INTEGER NOT NULL,
    -- The tokens of events of sessions without requests.
    stated_tokens INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    unpriced_requests INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cache_read_tokens INTEGER NOT NULL,
    cache_write_tokens INTEGER NOT NULL,
    thought_tokens INTEGER NOT NULL,
    total_tokens INTEGER NOT NULL,
    cost_micro_usd INTEGER NOT NULL,
    PRIMARY KEY (quarter, project, agent_id, model, tool_name, program)
);

-- The sessions that have lost requests to a prune: the tokens that their events state are not counted beside those of the requests.
CREATE TABLE rolled_up_sessions (
    session_id TEXT PRIMARY KEY
);

-- The sessions that were deleted and are not to be stored again, each by the hash of its id.
CREATE TABLE forgotten_sessions (
    session_key TEXT PRIMARY KEY,
    forgotten_at TEXT NOT NULL
);

-- How often the costs of each day were changed. cost_days.sql has the triggers that count.
CREATE TABLE cost_days (
    day TEXT PRIMARY KEY,
    changes INTEGER NOT NULL
);

-- How often the sessions that began on each day were changed. session_days.sql has the triggers that count.
CREATE TABLE session_days (
    day TEXT PRIMARY KEY,
    changes INTEGER NOT NULL
);

-- The texts that a column of a shared table does not keep as they are: SQLite turns what looks like a number into one, unless the column is
-- declared TEXT. The key is the table and the column, a colon, and the key of the row, such as "tool_traces.tool_output:toolu_1".
CREATE TABLE ingest_exact_texts (
    text_key TEXT PRIMARY KEY,
    session_id TEXT NOT NULL,
    text TEXT NOT NULL
);

-- Indexes of a shared table for the filters of the list of events: with one of them, neither a page nor its total depends on the number of
-- all events. Other programs need not know them.
CREATE INDEX idx_agent_events_feature_ts_desc ON agent_events(feature_id, timestamp DESC) WHERE feature_id IS NOT NULL;
CREATE INDEX idx_agent_events_model_ts_desc ON agent_events(model, timestamp DESC) WHERE model IS NOT NULL;
CREATE INDEX idx_agent_events_status_ts_desc ON agent_events(status, timestamp DESC) WHERE status IS NOT NULL;
CREATE INDEX idx_agent_events_tool_ts_desc ON agent_events(tool_name, timestamp DESC) WHERE tool_name IS NOT NULL;
-- The kinds of events: which values of the columns with few values there are together. kinds.go uses it word for word.
CREATE INDEX idx_agent_events_kind ON agent_events((coalesce(status, '') || char(31) || coalesce(agent_id, '') || char(31) || coalesce(event_type, '') || char(31) || coalesce(model, '') || char(31) || coalesce(tool_name, '')));

-- The transcripts that are kept, without secrets. One that was replaced by another file has a row of its own.
CREATE TABLE archived_transcripts (
    transcript_id INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    session_id TEXT NOT NULL,
    format TEXT NOT NULL,
    -- The hash of the first head_length bytes of the file, and how many of its bytes are kept.
    head_length INTEGER NOT NULL,
    head TEXT NOT NULL,
    read_offset INTEGER NOT NULL,
    -- When the file was changed last.
    modified_ns INTEGER NOT NULL,
    changed_at TEXT NOT NULL,
    -- What stands beside the transcript of a subagent and describes the subagent.
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

-- Which parts the index of texts has, one row: all that are later than first_part up to last_part.
CREATE TABLE indexed_parts (
    first_part INTEGER NOT NULL,
    last_part INTEGER NOT NULL
);

-- Parts whose texts changed, so that the index has them no more.
CREATE TABLE unindexed_parts (
    part_id INTEGER PRIMARY KEY
);

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
