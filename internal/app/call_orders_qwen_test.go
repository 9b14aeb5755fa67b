package app_test

import "github.com/htmlgraph/htmlgraph/internal/agent"

// qwenCalls are calls of Qwen Code, whose telemetry writes the input with line breaks and knows no id of a call.
func qwenCalls() callSource {
	return callSource{
		agent: agent.QwenCode, service: "qwen-code", format: "qwen-code",
		hook: func(members string) string {
			return `{"session_id":"` + callSession + `","transcript_path":"/t.jsonl","cwd":"/app","permission_mode":"default",` + members + `}`
		},
		log: func(members string) string {
			return `{"session.id":"` + callSession + `","prompt_id":"` + callSession + `########0",` + members + `}`
		},
		line: func(members string) string {
			return `{"sessionId":"` + callSession + `","cwd":"/app","version":"0.26.0",` + members + `}`
		},
		prompt: reportedCall{
			hooks:      []string{`"hook_event_name":"UserPromptSubmit","timestamp":"2026-03-18T12:00:00.000Z","prompt":"do it","submitted_prompt":"do it"`},
			logs:       []string{`"event.name":"qwen-code.user_prompt","prompt":"do it","prompt_length":"5"`},
			transcript: []string{`"uuid":"u0","timestamp":"2026-03-18T12:00:00.000Z","type":"user","provenance":"real_user","message":{"role":"user","parts":[{"text":"do it"}]},"promptId":"` + callSession + `########0"`},
		},
		calls: map[string]reportedCall{
			"a command": {
				hooks:      qwenHooks("run_shell_command", `{"command":"ls","is_background":false}`, `{"llmContent":"a","returnDisplay":"a"}`),
				logs:       qwenLogs("run_shell_command", `{\n  \"command\": \"ls\",\n  \"is_background\": false\n}`),
				transcript: qwenLines("run_shell_command", `{"command":"ls","is_background":false}`, "a", `"a"`),
				want:       "tool_call | run_shell_command | ls | a | completed |  |  | \n",
			},
			"a call that the user rejected": {
				hooks: qwenHooks("run_shell_command", `{"command":"rm -r x"}`, `""`)[:1],
				logs:  []string{`"event.name":"qwen-code.tool_call","success":"false","status":"cancelled","decision":"reject","duration_ms":"1000","function_name":"run_shell_command","function_args":"{\"command\":\"rm -r x\"}"`},
				transcript: []string{
					`"uuid":"u1","timestamp":"2026-03-18T12:00:01.000Z","type":"assistant","provenance":"assistant_output","model":"qwen3-coder-plus","message":{"role":"model","parts":[{"functionCall":{"id":"call_1","name":"run_shell_command","args":{"command":"rm -r x"}}}]}`,
					`"uuid":"u2","timestamp":"2026-03-18T12:00:02.000Z","type":"tool_result","provenance":"tool_result","message":{"role":"user","parts":[{"functionResponse":{"id":"call_1","name":"run_shell_command","response":{"error":"[Operation Cancelled] Reason: User did not allow tool call"}}}]},"toolCallResult":{"callId":"call_1","status":"cancelled","durationMs":1000}`,
				},
				want: "tool_call | run_shell_command | rm -r x | [Operation Cancelled] Reason: User did not allow tool call | rejected |  |  | \n",
			},
			"a pattern that is searched for": {
				hooks:      qwenHooks("grep_search", `{"path":"/home/dev/shop/internal/checkout","pattern":"func main"}`, `{"llmContent":"Found 1 match"}`),
				logs:       qwenLogs("grep_search", `{\n  \"path\": \"/home/dev/shop/internal/checkout\",\n  \"pattern\": \"func main\"\n}`),
				transcript: qwenLines("grep_search", `{"path":"/home/dev/shop/internal/checkout","pattern":"func main"}`, "Found 1 match", `"Found 1 match"`),
				want:       "tool_call | grep_search | func main | Found 1 match | completed |  |  | \n",
			},
			"a subagent": {
				hooks:      qwenHooks("agent", `{"description":"Look around","prompt":"look","subagent_type":"explore"}`, `{"llmContent":[{"text":"found"}]}`),
				logs:       qwenLogs("agent", `{\n  \"description\": \"Look around\",\n  \"prompt\": \"look\",\n  \"subagent_type\": \"explore\"\n}`),
				transcript: qwenLines("agent", `{"description":"Look around","prompt":"look","subagent_type":"explore"}`, "found", `{"type":"task_execution","subagentName":"explore","agentId":"explore-1","status":"completed"}`),
				want:       "task_delegation | Task | look | found | completed | explore | explore-1 | \n",
			},
		},
	}
}

// qwenHooks are the hooks around a call.
func qwenHooks(tool, input, response string) []string {
	call := `"tool_name":"` + tool + `","tool_use_id":"toolu_1","tool_call_id":"call_1","tool_input":` + input
	return []string{
		`"hook_event_name":"PreToolUse","timestamp":"2026-03-18T12:00:01.000Z",` + call,
		`"hook_event_name":"PostToolUse","timestamp":"2026-03-18T12:00:02.000Z","tool_response":` + response + `,` + call,
	}
}

// qwenLogs are the log records of a call that took a second.
func qwenLogs(tool, arguments string) []string {
	return []string{
		`"event.name":"qwen-code.tool_call","success":"true","status":"success","decision":"auto_accept","duration_ms":"1000","function_name":"` + tool + `","function_args":"` + arguments + `"`,
	}
}

// qwenLines are the lines of a call.
func qwenLines(tool, arguments, output, display string) []string {
	return []string{
		`"uuid":"u1","timestamp":"2026-03-18T12:00:01.000Z","type":"assistant","provenance":"assistant_output","model":"qwen3-coder-plus","message":{"role":"model","parts":[{"functionCall":{"id":"call_1","name":"` + tool + `","args":` + arguments + `}}]}`,
		`"uuid":"u2","timestamp":"2026-03-18T12:00:02.000Z","type":"tool_result","provenance":"tool_result","message":{"role":"user","parts":[{"functionResponse":{"id":"call_1","name":"` + tool + `","response":{"output":"` + output + `"}}}]},"toolCallResult":{"callId":"call_1","status":"success","resultDisplay":` + display + `,"durationMs":1000}`,
	}
}
