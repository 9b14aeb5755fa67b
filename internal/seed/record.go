package seed

import (
	"fmt"
	"strings"
)

// table is a table of the sample database.
type table struct {
	name    string
	columns []string
	// updates says that a row may come again with other values. The first of the columns is the key.
	updates bool
}

func columns(name, list string) *table {
	return &table{name: name, columns: strings.Split(list, " ")}
}

// updating marks a table whose rows change while the sample is made.
func updating(t *table) *table {
	t.updates = true
	return t
}

// The tables, with the columns that have values.
var (
	eventTable = columns("agent_events", "event_id agent_id event_type timestamp tool_name input_summary output_summary context "+
		"session_id feature_id parent_agent_id parent_event_id subagent_type child_spike_count cost_tokens "+
		"execution_duration_seconds status model claude_task_id created_at updated_at")
	sessionTable = updating(columns("sessions", "session_id agent_assigned parent_session_id parent_event_id created_at completed_at "+
		"status is_subagent last_user_query_at last_user_query start_commit metadata"))
	traceTable = columns("tool_traces", "tool_use_id trace_id session_id tool_name tool_input tool_output start_time status")
	usageTable = columns("ingest_usages", "cost_id session_id event_id input_tokens output_tokens cache_read_tokens cache_write_5m_tokens cache_write_1h_tokens "+
		"thought_tokens total_tokens web_searches model cost_micro_usd")
	subagentTable = columns("ingest_subagents", "event_id session_id subagent")
	witnessTable  = columns("ingest_witnesses", "event_id")
	messageTable  = columns("messages", "message_id session_id subagent timestamp position role kind model event_id source witnessed revision")
	partTable     = columns("parts", "message_id section number type call_id name source cut bytes digest text meta")
	itemTable     = columns("features", "id type title status priority assigned_to track_id created_at updated_at completed_at "+
		"steps_total steps_completed tags metadata")
	trackTable    = columns("tracks", "id title status created_at updated_at")
	handoffTable  = columns("agent_collaboration", "handoff_id from_agent to_agent timestamp session_id handoff_type status reason context")
	costTable     = columns("cost_events", "event_id session_id timestamp tool_name model input_tokens output_tokens total_tokens cost_usd agent_id")
	presenceTable = columns("agent_presence", "agent_id status current_feature_id last_tool_name last_activity total_tools_executed total_cost_tokens session_id updated_at")
)

// record is a row of a table.
type record struct {
	table  *table
	values []any
}

// statement returns the statement that stores a row of t.
func (t *table) statement() string {
	marks := strings.TrimSuffix(strings.Repeat("?,", len(t.columns)), ",")
	statement := fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", t.name, strings.Join(t.columns, ", "), marks)
	if !t.updates {
		return statement
	}
	sets := make([]string, len(t.columns)-1)
	for i, column := range t.columns[1:] {
		sets[i] = column + " = excluded." + column
	}
	return statement + " ON CONFLICT (" + t.columns[0] + ") DO UPDATE SET " + strings.Join(sets, ", ")
}

// null returns text, or NULL for "".
func null(text string) any {
	if text == "" {
		return nil
	}
	return text
}
