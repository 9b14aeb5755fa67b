-- The HtmlGraph schema: what an empty file receives and what older files are completed to.
-- The tables belong to HtmlGraph and are shared with its other programs: add here only what those have.

CREATE TABLE agent_collaboration (
    handoff_id TEXT PRIMARY KEY,
    from_agent TEXT NOT NULL,
    to_agent TEXT NOT NULL,
    timestamp DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    feature_id TEXT,
    session_id TEXT,
    handoff_type TEXT CHECK(
        handoff_type IN ('delegation', 'parallel', 'sequential', 'fallback')
    ),
    status TEXT DEFAULT 'pending' CHECK(
        status IN ('pending', 'accepted', 'rejected', 'completed', 'failed')
    ),
    reason TEXT,
    context JSON,
    result JSON,
    FOREIGN KEY (feature_id) REFERENCES features(id),
    FOREIGN KEY (session_id) REFERENCES sessions(session_id)
);

CREATE TABLE agent_events (
    event_id TEXT PRIMARY KEY,
    agent_id TEXT NOT NULL,
    event_type TEXT NOT NULL CHECK(
        event_type IN ('tool_call', 'tool_result', 'error', 'delegation',
                       'completion', 'start', 'end', 'check_point', 'task_delegation')
    ),
    timestamp DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    tool_name TEXT,
    input_summary TEXT,
    output_summary TEXT,
    context JSON,
    session_id TEXT NOT NULL,
    feature_id TEXT,
    parent_agent_id TEXT,
    parent_event_id TEXT,
    subagent_type TEXT,
    child_spike_count INTEGER DEFAULT 0,
    cost_tokens INTEGER DEFAULT 0,
    execution_duration_seconds REAL DEFAULT 0.0,
    status TEXT DEFAULT 'recorded',
    model TEXT,
    claude_task_id TEXT,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP,
    updated_at DATETIME DEFAULT CURRENT_TIMESTAMP,
    FOREIGN KEY (session_id) REFERENCES sessions(session_id) ON DELETE CASCADE ON UPDATE CASCADE,
    FOREIGN KEY (parent_event_id) REFERENCES agent_events(event_id) ON DELETE SET NULL ON UPDATE CASCADE,
    FOREIGN KEY (feature_id) REFERENCES features(id) ON DELETE SET NULL ON UPDATE CASCADE
);

CREATE TABLE agent_presence (
    agent_id TEXT PRIMARY KEY,
    status TEXT NOT NULL DEFAULT 'offline' CHECK(
        status IN ('active', 'idle', 'offline')
    ),
    current_feature_id TEXT,
    last_tool_name TEXT,
    last_activity DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    total_tools_executed INTEGER DEFAULT 0,
    total_cost_tokens INTEGER DEFAULT 0,
    session_id TEXT,
    updated_at DATETIME DEFAULT CURRENT_TIMESTAMP,
    FOREIGN KEY (current_feature_id) REFERENCES features(id) ON DELETE SET NULL,
    FOREIGN KEY (session_id) REFERENCES sessions(session_id) ON DELETE SET NULL
);

CREATE TABLE conflict_log (
    conflict_id TEXT PRIMARY KEY,
    local_event_id TEXT NOT NULL,
    remote_event_id TEXT,
    resource_id TEXT NOT NULL,
    conflict_type TEXT NOT NULL,
    local_timestamp TEXT NOT NULL,
    remote_timestamp TEXT NOT NULL,
    resolution_strategy TEXT NOT NULL,
    resolution TEXT,
    status TEXT DEFAULT 'pending_review' CHECK(
        status IN ('pending_review', 'resolved')
    ),
    created_at TEXT DEFAULT CURRENT_TIMESTAMP,
    FOREIGN KEY (local_event_id) REFERENCES offline_events(event_id) ON DELETE CASCADE
);

CREATE TABLE cost_events (
    event_id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL,
    timestamp DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,

    -- Token tracking
    tool_name TEXT,
    model TEXT,
    input_tokens INTEGER DEFAULT 0,
    output_tokens INTEGER DEFAULT 0,
    total_tokens INTEGER DEFAULT 0,
    cost_usd REAL DEFAULT 0.0,

    -- Agent tracking
    agent_id TEXT,
    subagent_type TEXT,

    -- Alert tracking
    alert_type TEXT,
    message TEXT,
    current_cost_usd REAL,
    budget_usd REAL,
    predicted_cost_usd REAL,
    severity TEXT,
    acknowledged BOOLEAN DEFAULT 0,

    created_at DATETIME DEFAULT CURRENT_TIMESTAMP,
    FOREIGN KEY (session_id) REFERENCES sessions(session_id) ON DELETE CASCADE
);

CREATE TABLE event_log_archive (
    archive_id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    event_date DATE NOT NULL,
    event_count INTEGER DEFAULT 0,
    total_tokens INTEGER DEFAULT 0,
    summary TEXT,
    archived_at DATETIME DEFAULT CURRENT_TIMESTAMP,
    FOREIGN KEY (session_id) REFERENCES sessions(session_id)
);

CREATE TABLE features (
    id TEXT PRIMARY KEY,
    type TEXT NOT NULL CHECK(
        type IN ('feature', 'bug', 'spike', 'chore', 'epic', 'task')
    ),
    title TEXT NOT NULL,
    description TEXT,
    status TEXT NOT NULL DEFAULT 'todo' CHECK(
        status IN ('todo', 'in-progress', 'blocked', 'done', 'active', 'ended', 'stale')
    ),
    priority TEXT DEFAULT 'medium' CHECK(
        priority IN ('low', 'medium', 'high', 'critical')
    ),
    assigned_to TEXT,
    track_id TEXT,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    completed_at DATETIME,
    steps_total INTEGER DEFAULT 0,
    steps_completed INTEGER DEFAULT 0,
    parent_feature_id TEXT,
    tags JSON,
    metadata JSON,
    FOREIGN KEY (track_id) REFERENCES tracks(id),
    FOREIGN KEY (parent_feature_id) REFERENCES features(id)
);

CREATE TABLE graph_edges (
    edge_id TEXT PRIMARY KEY,
    from_node_id TEXT NOT NULL,
    from_node_type TEXT NOT NULL,
    to_node_id TEXT NOT NULL,
    to_node_type TEXT NOT NULL,
    relationship_type TEXT NOT NULL,
    weight REAL DEFAULT 1.0,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP,
    metadata JSON
);

CREATE TABLE handoff_tracking (
    handoff_id TEXT PRIMARY KEY,
    from_session_id TEXT NOT NULL,
    to_session_id TEXT,
    items_in_context INTEGER DEFAULT 0,
    items_accessed INTEGER DEFAULT 0,
    time_to_resume_seconds INTEGER DEFAULT 0,
    user_rating INTEGER CHECK(user_rating BETWEEN 1 AND 5),
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP,
    resumed_at DATETIME,
    FOREIGN KEY (from_session_id) REFERENCES sessions(session_id) ON DELETE CASCADE,
    FOREIGN KEY (to_session_id) REFERENCES sessions(session_id) ON DELETE SET NULL
);

CREATE TABLE live_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event_type TEXT NOT NULL,
    event_data TEXT NOT NULL,
    parent_event_id TEXT,
    session_id TEXT,
    spawner_type TEXT,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    broadcast_at TIMESTAMP
);

CREATE TABLE offline_events (
    event_id TEXT PRIMARY KEY,
    agent_id TEXT NOT NULL,
    resource_id TEXT NOT NULL,
    resource_type TEXT NOT NULL,
    operation TEXT NOT NULL CHECK(
        operation IN ('create', 'update', 'delete')
    ),
    timestamp TEXT NOT NULL,
    payload TEXT NOT NULL,
    status TEXT DEFAULT 'local_only' CHECK(
        status IN ('local_only', 'synced', 'conflict', 'resolved')
    ),
    created_at TEXT DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE sessions (
    session_id TEXT PRIMARY KEY,
    agent_assigned TEXT NOT NULL,
    parent_session_id TEXT,
    parent_event_id TEXT,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    completed_at DATETIME,
    total_events INTEGER DEFAULT 0,
    total_tokens_used INTEGER DEFAULT 0,
    context_drift REAL DEFAULT 0.0,
    status TEXT NOT NULL DEFAULT 'active' CHECK(
        status IN ('active', 'completed', 'paused', 'failed')
    ),
    transcript_id TEXT,
    transcript_path TEXT,
    transcript_synced DATETIME,
    start_commit TEXT,
    end_commit TEXT,
    is_subagent BOOLEAN DEFAULT FALSE,
    features_worked_on JSON,
    metadata JSON,
    last_user_query_at DATETIME,
    last_user_query TEXT,
    handoff_notes TEXT,
    recommended_next TEXT,
    blockers JSON,
    recommended_context JSON,
    continued_from TEXT,
    cost_budget REAL,
    cost_threshold_breached INTEGER DEFAULT 0,
    predicted_cost REAL DEFAULT 0.0,
    FOREIGN KEY (parent_session_id) REFERENCES sessions(session_id) ON DELETE SET NULL ON UPDATE CASCADE,
    FOREIGN KEY (parent_event_id) REFERENCES agent_events(event_id) ON DELETE SET NULL ON UPDATE CASCADE,
    FOREIGN KEY (continued_from) REFERENCES sessions(session_id) ON DELETE SET NULL ON UPDATE CASCADE
);

CREATE TABLE sync_operations (
    sync_id TEXT PRIMARY KEY,
    operation TEXT NOT NULL CHECK(operation IN ('push', 'pull')),
    status TEXT NOT NULL CHECK(
        status IN ('idle', 'pushing', 'pulling', 'success', 'error', 'conflict')
    ),
    timestamp DATETIME NOT NULL,
    files_changed INTEGER DEFAULT 0,
    conflicts TEXT,
    message TEXT,
    hostname TEXT,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE tool_traces (
    tool_use_id TEXT PRIMARY KEY,
    trace_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    tool_name TEXT NOT NULL,
    tool_input TEXT,
    tool_output TEXT,
    start_time TIMESTAMP NOT NULL,
    end_time TIMESTAMP,
    duration_ms INTEGER,
    status TEXT NOT NULL DEFAULT 'started' CHECK(
        status IN ('started', 'completed', 'failed', 'timeout', 'cancelled')
    ),
    error_message TEXT,
    parent_tool_use_id TEXT,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    FOREIGN KEY (session_id) REFERENCES sessions(session_id),
    FOREIGN KEY (parent_tool_use_id) REFERENCES tool_traces(tool_use_id)
);

CREATE TABLE tracks (
    id TEXT PRIMARY KEY,
    type TEXT DEFAULT 'track',
    title TEXT NOT NULL,
    description TEXT,
    priority TEXT DEFAULT 'medium' CHECK(
        priority IN ('low', 'medium', 'high', 'critical')
    ),
    status TEXT NOT NULL DEFAULT 'todo' CHECK(
        status IN ('todo', 'in-progress', 'blocked', 'done', 'active', 'ended', 'stale')
    ),
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    completed_at DATETIME,
    features JSON,
    metadata JSON
);

CREATE INDEX idx_collaboration_agents ON agent_collaboration(from_agent, to_agent);
CREATE INDEX idx_collaboration_feature ON agent_collaboration(feature_id);
CREATE INDEX idx_collaboration_from_agent ON agent_collaboration(from_agent);
CREATE INDEX idx_collaboration_handoff_type ON agent_collaboration(handoff_type, timestamp DESC);
CREATE INDEX idx_collaboration_session ON agent_collaboration(session_id, timestamp DESC);
CREATE INDEX idx_collaboration_to_agent ON agent_collaboration(to_agent);
CREATE INDEX idx_agent_events_agent ON agent_events(agent_id);
CREATE INDEX idx_agent_events_agent_ts_desc ON agent_events(agent_id, timestamp DESC);
CREATE INDEX idx_agent_events_claude_task_id ON agent_events(claude_task_id);
CREATE INDEX idx_agent_events_parent_event ON agent_events(parent_event_id);
CREATE INDEX idx_agent_events_session_tool ON agent_events(session_id, tool_name);
CREATE INDEX idx_agent_events_session_ts_desc ON agent_events(session_id, timestamp DESC);
CREATE INDEX idx_agent_events_task_delegation ON agent_events(event_type, subagent_type, timestamp DESC);
CREATE INDEX idx_agent_events_timestamp ON agent_events(timestamp DESC);
CREATE INDEX idx_agent_events_type ON agent_events(event_type);
CREATE INDEX idx_agent_presence_activity ON agent_presence(last_activity DESC);
CREATE INDEX idx_agent_presence_feature ON agent_presence(current_feature_id, last_activity DESC);
CREATE INDEX idx_agent_presence_status ON agent_presence(status, last_activity DESC);
CREATE INDEX idx_conflict_log_local_event ON conflict_log(local_event_id);
CREATE INDEX idx_conflict_log_resource ON conflict_log(resource_id, created_at DESC);
CREATE INDEX idx_conflict_log_status ON conflict_log(status, created_at DESC);
CREATE INDEX idx_cost_events_alert_type ON cost_events(alert_type, timestamp DESC);
CREATE INDEX idx_cost_events_model ON cost_events(model, session_id);
CREATE INDEX idx_cost_events_session_ts ON cost_events(session_id, timestamp DESC);
CREATE INDEX idx_cost_events_severity ON cost_events(severity, timestamp DESC);
CREATE INDEX idx_cost_events_timestamp ON cost_events(timestamp DESC);
CREATE INDEX idx_cost_events_tool ON cost_events(tool_name, session_id);
CREATE INDEX idx_features_assigned ON features(assigned_to);
CREATE INDEX idx_features_created ON features(created_at DESC);
CREATE INDEX idx_features_parent ON features(parent_feature_id);
CREATE INDEX idx_features_status_priority ON features(status, priority DESC, created_at DESC);
CREATE INDEX idx_features_track_priority ON features(track_id, priority DESC, created_at DESC);
CREATE INDEX idx_features_type ON features(type);
CREATE INDEX idx_edges_from ON graph_edges(from_node_id);
CREATE INDEX idx_edges_to ON graph_edges(to_node_id);
CREATE INDEX idx_edges_type ON graph_edges(relationship_type);
CREATE INDEX idx_handoff_from_session ON handoff_tracking(from_session_id, created_at DESC);
CREATE INDEX idx_handoff_rating ON handoff_tracking(user_rating, created_at DESC);
CREATE INDEX idx_handoff_to_session ON handoff_tracking(to_session_id, resumed_at DESC);
CREATE INDEX idx_live_events_created ON live_events(created_at DESC);
CREATE INDEX idx_live_events_pending ON live_events(broadcast_at) WHERE broadcast_at IS NULL;
CREATE INDEX idx_offline_events_agent ON offline_events(agent_id, timestamp DESC);
CREATE INDEX idx_offline_events_resource ON offline_events(resource_id, resource_type);
CREATE INDEX idx_offline_events_status ON offline_events(status, timestamp DESC);
CREATE INDEX idx_sessions_agent_created ON sessions(agent_assigned, created_at DESC);
CREATE INDEX idx_sessions_created ON sessions(created_at DESC);
CREATE INDEX idx_sessions_parent ON sessions(parent_session_id, created_at DESC);
CREATE INDEX idx_sessions_status_created ON sessions(status, created_at DESC);
CREATE INDEX idx_sync_operations_operation ON sync_operations(operation, timestamp DESC);
CREATE INDEX idx_sync_operations_status ON sync_operations(status, timestamp DESC);
CREATE INDEX idx_sync_operations_timestamp ON sync_operations(timestamp DESC);
CREATE INDEX idx_tool_traces_session ON tool_traces(session_id, start_time DESC);
CREATE INDEX idx_tool_traces_start_time ON tool_traces(start_time DESC);
CREATE INDEX idx_tool_traces_status ON tool_traces(status, start_time DESC);
CREATE INDEX idx_tool_traces_tool_name ON tool_traces(tool_name, status);
CREATE INDEX idx_tool_traces_trace_id ON tool_traces(trace_id, start_time DESC);
CREATE INDEX idx_tracks_priority ON tracks(priority DESC);
CREATE INDEX idx_tracks_status_created ON tracks(status, created_at DESC);
