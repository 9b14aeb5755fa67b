package app_test

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/agent"
)

// TestQwenCodeIsStoredOnce has the sources of Qwen Code report a session with a subagent in each order, twice. Its telemetry knows no id of a
// call, its hooks none of a prompt and of a request. The hook of a prompt is called twice more within the first turn: with results of tools
// alone, and with a reminder. The payloads, records and events have the members of hooks/types.ts, services/chatRecordingService.ts,
// agents/agent-transcript.ts and telemetry/types.ts in packages/core/src of QwenLM/qwen-code.
func TestQwenCodeIsStoredOnce(t *testing.T) {
	reportInEachOrder(t, reportedAgent{"qwen", agent.Get(agent.QwenCode), "qwen-code", "s1"}, map[string]string{
		"SELECT session_id, agent_assigned, status FROM sessions": "s1 | qwen-code | completed | \n",
		"SELECT tool_name, count(*) FROM agent_events WHERE tool_name IN ('UserQuery', 'run_shell_command', 'read_file', 'Task', 'agent', 'Message') GROUP BY 1":                                    "Message | 3 | \nTask | 1 | \nUserQuery | 2 | \nread_file | 1 | \nrun_shell_command | 2 | \n",
		"SELECT input_summary, status FROM agent_events WHERE tool_name = 'UserQuery' ORDER BY timestamp":                                                                                           "Fix the build | completed | \nRead the notes | completed | \n",
		"SELECT count(*), sum(input_tokens), sum(cache_read_tokens), sum(output_tokens), sum(thought_tokens) FROM ingest_usages":                                                                    "6 | 1700 | 4800 | 136 | 10 | \n",
		"SELECT input_summary, output_summary FROM agent_events WHERE tool_name = 'run_shell_command' ORDER BY timestamp":                                                                           "go build ./... | ok | \ngo build ./... | ok again | \n",
		"SELECT count(*) FROM agent_events WHERE tool_name = 'run_shell_command' AND parent_event_id IN (SELECT event_id FROM agent_events WHERE tool_name = 'UserQuery') AND status = 'completed'": "2 | \n",
		"SELECT agent_id FROM agent_events WHERE tool_name = 'read_file' AND parent_event_id IN (SELECT event_id FROM agent_events WHERE tool_name = 'Task')":                                       "explore | \n",
		"SELECT event_type, subagent_type, input_summary, status FROM agent_events WHERE tool_name = 'Task'":                                                                                        "task_delegation | explore | Read /app/notes | completed | \n",
		"SELECT count(*) FROM tool_traces": "4 | \n",
	})
}
