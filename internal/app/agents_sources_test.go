package app_test

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/agent"
)

// TestSessionsOfAllAgentsAreStoredOnce lets the sources of each agent report a session in each order, twice. Those of Gemini CLI
// share no id of a prompt, a call or a request. Those of Codex share none of a request, and its telemetry has none of a prompt.
func TestSessionsOfAllAgentsAreStoredOnce(t *testing.T) {
	const session = "0199a213-81c0-7800-8aa1-bbab2a035a53"
	for name, test := range map[string]struct {
		of   reportedAgent
		want map[string]string
	}{
		"Codex": {reportedAgent{"codex", agent.Get(agent.Codex), "codex_exec", session}, map[string]string{
			"SELECT tool_name, count(*) FROM agent_events WHERE tool_name IN ('UserQuery', 'shell', 'Message') GROUP BY 1":                                                                  "Message | 2 | \nUserQuery | 2 | \nshell | 2 | \n",
			"SELECT count(*), sum(input_tokens), sum(cache_read_tokens), sum(output_tokens), sum(thought_tokens) FROM ingest_usages":                                                        "3 | 1200 | 2400 | 90 | 10 | \n",
			"SELECT sum(cost_tokens) FROM agent_events WHERE tool_name = 'UserQuery'":                                                                                                       "3700 | \n",
			"SELECT count(*) FROM agent_events WHERE tool_name = 'shell' AND parent_event_id IN (SELECT event_id FROM agent_events WHERE tool_name = 'UserQuery') AND status = 'completed'": "2 | \n",
			"SELECT count(*) FROM tool_traces": "2 | \n",
		}},
		// Its records are numbered, a script calls a tool, and a subagent repeats the history of its parent.
		"Codex, as newer versions write it": {reportedAgent{"codex-numbered", agent.Get(agent.Codex), "codex_exec", "019c0000-1111-7000-8000-00000000000a"}, map[string]string{
			"SELECT tool_name, count(*) FROM agent_events WHERE event_type IN ('tool_call', 'task_delegation') OR tool_name IN ('Message', 'SubagentStart', 'SubagentStop') GROUP BY 1": "Message | 2 | \nSubagentStart | 1 | \nSubagentStop | 1 | \nTask | 1 | \nUserQuery | 1 | \nexec | 1 | \nexec_command | 2 | \n",
			"SELECT count(*), sum(input_tokens), sum(cache_read_tokens), sum(output_tokens), sum(thought_tokens) FROM ingest_usages":                                                    "5 | 2100 | 3100 | 120 | 15 | \n",
		}},
		"Gemini CLI": {reportedAgent{"gemini", agent.Get(agent.GeminiCLI), "gemini-cli", "s1"}, map[string]string{
			"SELECT tool_name, count(*) FROM agent_events WHERE tool_name IN ('UserQuery', 'run_shell_command', 'read_file', 'Message') GROUP BY 1":                                                                     "Message | 2 | \nUserQuery | 2 | \nread_file | 1 | \nrun_shell_command | 2 | \n",
			"SELECT count(*), sum(input_tokens), sum(cache_read_tokens), sum(output_tokens), sum(thought_tokens) FROM ingest_usages":                                                                                    "5 | 1200 | 4800 | 121 | 15 | \n",
			"SELECT sum(cost_tokens) FROM agent_events WHERE tool_name = 'UserQuery'":                                                                                                                                   "6136 | \n",
			"SELECT count(*) FROM agent_events WHERE tool_name IN ('run_shell_command', 'read_file') AND parent_event_id IN (SELECT event_id FROM agent_events WHERE tool_name = 'UserQuery') AND status = 'completed'": "3 | \n",
			"SELECT output_summary FROM agent_events WHERE tool_name = 'run_shell_command' ORDER BY timestamp":                                                                                                          "ok | \nok again | \n",
			"SELECT count(*) FROM tool_traces": "3 | \n",
		}},
	} {
		t.Run(name, func(t *testing.T) { reportInEachOrder(t, test.of, test.want) })
	}
}

// allRows is the query of the events that are compared between orders.
const allRows = `SELECT timestamp, tool_name, event_type, status, agent_id, input_summary, output_summary, model, subagent_type,
	round(execution_duration_seconds, 3), cost_tokens, (SELECT p.tool_name || ' ' || p.timestamp FROM agent_events p WHERE p.event_id = e.parent_event_id)
	FROM agent_events e ORDER BY timestamp, tool_name, input_summary`

// reportInEachOrder has the hooks, the transcripts and the telemetry of an agent report a session in each order, twice, and compares what
// queries return. The events are the same in all orders.
func reportInEachOrder(t *testing.T, of reportedAgent, want map[string]string) {
	began, events := aWhileAgo(), ""
	for _, order := range []string{"hto", "hot", "tho", "toh", "oht", "oth"} {
		t.Run(order, func(t *testing.T) {
			s := newReportedSession(t, of, began)
			defer s.server.end(t)
			for range 2 {
				for i := range order {
					reportBy(order[i])(s)
				}
				for query, want := range want {
					if got := s.query(query); got != want {
						t.Errorf("%s gives\n%s, want\n%s", query, got, want)
					}
				}
			}
			got := s.query(allRows)
			if events == "" {
				events = got
			}
			if got != events {
				t.Errorf("the events are\n%s, in another order of the sources they are\n%s", got, events)
			}
		})
	}
}
