package app_test

import "github.com/htmlgraph/htmlgraph/internal/agent"

// geminiCalls are calls of the Gemini CLI, whose sources share no id of a call.
func geminiCalls() callSource {
	return callSource{
		agent: agent.GeminiCLI, service: "gemini-cli", format: "gemini",
		hook: func(members string) string {
			return `{"session_id":"` + callSession + `","transcript_path":"/t.jsonl","cwd":"/app",` + members + `}`
		},
		log: func(members string) string {
			return `{"session.id":"` + callSession + `","prompt_id":"` + callSession + `########0",` + members + `}`
		},
		line: func(members string) string { return `{` + members + `}` },
		prompt: reportedCall{
			hooks: []string{`"hook_event_name":"BeforeAgent","timestamp":"2026-03-18T12:00:00.000Z","prompt":"do it"`},
			logs:  []string{`"event.name":"gemini_cli.user_prompt","prompt":"do it","prompt_length":"5"`},
			transcript: []string{
				`"sessionId":"` + callSession + `","projectHash":"h","startTime":"2026-03-18T12:00:00.000Z","kind":"main"`,
				`"id":"m0","timestamp":"2026-03-18T12:00:00.000Z","type":"user","content":"do it"`,
			},
		},
		calls: map[string]reportedCall{
			"a command": {
				hooks:      geminiHooks("run_shell_command", `{"command":"ls","description":"List what is in the folder"}`, `{"llmContent":"Output: a","returnDisplay":"a"}`),
				logs:       geminiLogs("run_shell_command", `{\"command\":\"ls\",\"description\":\"List what is in the folder\"}`),
				transcript: geminiLines("run_shell_command", `{"command":"ls","description":"List what is in the folder"}`, `{"output":"Output: a"}`, ""),
				want:       "tool_call | run_shell_command | ls | Output: a | completed |  |  | \n",
			},
			"a file that is read": {
				hooks:      geminiHooks("read_file", `{"absolute_path":"/app/a.go"}`, `{"llmContent":"package a","returnDisplay":""}`),
				logs:       geminiLogs("read_file", `{\"absolute_path\":\"/app/a.go\"}`),
				transcript: geminiLines("read_file", `{"absolute_path":"/app/a.go"}`, `{"output":"package a"}`, ""),
				want:       "tool_call | read_file | /app/a.go | package a | completed |  |  | \n",
			},
			// The tool is not called, so neither is the hook around it.
			"a call that the user rejected": {
				logs: []string{`"event.name":"gemini_cli.tool_call","success":"false","decision":"reject","duration_ms":"1000","function_name":"run_shell_command","function_args":"{\"command\":\"rm -r x\"}"`},
				transcript: []string{`"id":"m1","timestamp":"2026-03-18T12:00:01.000Z","type":"gemini","model":"gemini-2.5-pro","content":"","toolCalls":[{"id":"rm-1","name":"run_shell_command","args":{"command":"rm -r x"},` +
					`"status":"cancelled","timestamp":"2026-03-18T12:00:01.000Z","result":[{"functionResponse":{"id":"rm-1","name":"run_shell_command","response":{"error":"[Operation Cancelled] Reason: User denied execution."}}}]}]`},
				want: "tool_call | run_shell_command | rm -r x | [Operation Cancelled] Reason: User denied execution. | rejected |  |  | \n",
			},
			"a pattern that is searched for": {
				hooks:      geminiHooks("search_file_content", `{"dir_path":"/home/dev/shop/internal/checkout","pattern":"func main"}`, `{"llmContent":[{"text":"Found 1 match"}]}`),
				logs:       geminiLogs("search_file_content", `{\"dir_path\":\"/home/dev/shop/internal/checkout\",\"pattern\":\"func main\"}`),
				transcript: geminiLines("search_file_content", `{"dir_path":"/home/dev/shop/internal/checkout","pattern":"func main"}`, `{"output":"Found 1 match"}`, ""),
				want:       "tool_call | search_file_content | func main | Found 1 match | completed |  |  | \n",
			},
			"a tool of a server": {
				hooks:      geminiHooks("mcp_zoo_feed", `{"animal":"bear","amount":1.50}`, `{"llmContent":[{"text":"fed"}]}`),
				logs:       geminiLogs("mcp_zoo_feed", `{\"animal\":\"bear\",\"amount\":1.50}`),
				transcript: geminiLines("mcp_zoo_feed", `{"animal":"bear","amount":1.50}`, `{"output":"fed"}`, ""),
				want:       `tool_call | mcp_zoo_feed | {"animal":"bear","amount":1.50} | fed | completed |  |  | ` + "\n",
			},
			"a subagent by name": {
				hooks:      geminiHooks("delegate_to_agent", `{"agent_name":"reviewer","objective":"look"}`, `{"llmContent":"found"}`),
				logs:       geminiLogs("delegate_to_agent", `{\"agent_name\":\"reviewer\",\"objective\":\"look\"}`),
				transcript: geminiLines("delegate_to_agent", `{"agent_name":"reviewer","objective":"look"}`, `{"output":"found"}`, `"agentId":"a1",`),
				want:       "task_delegation | Task | look | found | completed | reviewer | a1 | \n",
			},
			"a subagent with a tool of its own, which the transcript alone shows": {
				hooks:      geminiHooks("codebase_investigator", `{"objective":"look"}`, `{"llmContent":"found"}`),
				logs:       geminiLogs("codebase_investigator", `{\"objective\":\"look\"}`),
				transcript: geminiLines("codebase_investigator", `{"objective":"look"}`, `{"output":"found"}`, `"agentId":"a1",`),
				want:       "task_delegation | Task | look | found | completed | codebase_investigator | a1 | \n",
			},
		},
	}
}

// geminiHooks are the hooks around a call.
func geminiHooks(tool, input, response string) []string {
	call := `"tool_name":"` + tool + `","tool_input":` + input
	return []string{
		`"hook_event_name":"BeforeTool","timestamp":"2026-03-18T12:00:01.000Z",` + call,
		`"hook_event_name":"AfterTool","timestamp":"2026-03-18T12:00:02.000Z","tool_response":` + response + `,` + call,
	}
}

// geminiLogs are the log records of a call that took a second.
func geminiLogs(tool, arguments string) []string {
	return []string{
		`"event.name":"gemini_cli.tool_call","success":"true","decision":"accept","duration_ms":"1000","function_name":"` + tool + `","function_args":"` + arguments + `"`,
	}
}

// geminiLines are the lines of a call.
func geminiLines(tool, arguments, response, members string) []string {
	return []string{
		`"id":"m1","timestamp":"2026-03-18T12:00:01.000Z","type":"gemini","model":"gemini-2.5-pro","content":"","toolCalls":[{"id":"` + tool + `-1",` + members +
			`"name":"` + tool + `","args":` + arguments + `,"status":"success","timestamp":"2026-03-18T12:00:01.000Z","result":[{"functionResponse":{"id":"` + tool + `-1","name":"` + tool + `","response":` + response + `}}]}]`,
	}
}
