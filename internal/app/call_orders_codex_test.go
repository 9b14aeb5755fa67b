package app_test

import "github.com/htmlgraph/htmlgraph/internal/agent"

// codexCalls are calls of Codex. Its hooks name every shell "Bash" and have its command under another name than its other sources.
func codexCalls() callSource {
	return callSource{
		agent: agent.Codex, service: "codex_exec", format: "codex",
		hook: func(members string) string {
			return `{"session_id":"` + callSession + `","turn_id":"turn-1","transcript_path":"/t.jsonl","cwd":"/app","model":"gpt-5-codex","permission_mode":"default",` + members + `}`
		},
		log: func(members string) string {
			return `{"conversation.id":"` + callSession + `","app.version":"0.147.0","model":"gpt-5-codex",` + members + `}`
		},
		line: func(members string) string { return `{` + members + `}` },
		prompt: reportedCall{
			hooks: []string{`"hook_event_name":"UserPromptSubmit","prompt":"do it"`},
			logs:  []string{`"event.name":"codex.user_prompt","prompt":"do it","prompt_length":"5"`},
			transcript: []string{
				`"timestamp":"2026-03-18T12:00:00.000Z","type":"session_meta","payload":{"id":"` + callSession + `","cwd":"/app","originator":"codex_cli_rs","cli_version":"0.147.0"}`,
				`"timestamp":"2026-03-18T12:00:00.000Z","type":"turn_context","payload":{"turn_id":"turn-1","cwd":"/app","model":"gpt-5-codex"}`,
				`"timestamp":"2026-03-18T12:00:00.000Z","type":"event_msg","payload":{"type":"user_message","message":"do it"}`,
			},
		},
		calls: map[string]reportedCall{
			"a command": {
				hooks:      codexHooks("Bash", `{"command":"go build ./..."}`, `"ok\n"`),
				logs:       codexLogs("exec_command", `"arguments":"{\"cmd\":\"go build ./...\",\"workdir\":\"/app\"}","output":"ok\n"`),
				transcript: codexLines(`"name":"exec_command","arguments":"{\"cmd\":\"go build ./...\",\"workdir\":\"/app\"}"`, `"Process exited with code 0\nOutput:\nok\n"`),
				want:       "tool_call | exec_command | go build ./... | Process exited with code 0\nOutput:\nok\n | completed |  |  | \n",
			},
			"a command in words": {
				hooks:      codexHooks("Bash", `{"command":"bash -lc ls"}`, `"a\n"`),
				logs:       codexLogs("shell", `"arguments":"{\"command\":[\"bash\",\"-lc\",\"ls\"],\"timeout_ms\":1000}","output":"a\n"`),
				transcript: codexLines(`"name":"shell","arguments":"{\"command\":[\"bash\",\"-lc\",\"ls\"],\"timeout_ms\":1000}"`, `"{\"output\":\"a\\n\",\"metadata\":{\"exit_code\":0,\"duration_seconds\":1.0}}"`),
				want:       "tool_call | shell | bash -lc ls | a\n | completed |  |  | \n",
			},
			// Codex calls no hook for a call that was not made.
			"a call that the user rejected": {
				hooks:      codexHooks("Bash", `{"command":"rm -r x"}`, `""`)[:1],
				logs:       []string{`"event.name":"codex.tool_decision","decision":"denied","source":"User","tool_name":"exec_command","call_id":"call_1"`},
				transcript: codexLines(`"name":"exec_command","arguments":"{\"cmd\":\"rm -r x\",\"workdir\":\"/app\"}"`, `"exec command rejected by user"`),
				want:       "tool_call | exec_command | rm -r x | exec command rejected by user | rejected |  |  | \n",
			},
			"a patch": {
				hooks: codexHooks("apply_patch", `{"command":"*** Begin Patch\n*** End Patch"}`, `"Success"`),
				logs:  codexLogs("apply_patch", `"arguments":"*** Begin Patch\n*** End Patch","output":"Success"`),
				transcript: []string{
					`"timestamp":"2026-03-18T12:00:01.000Z","type":"response_item","payload":{"type":"custom_tool_call","call_id":"call_1","name":"apply_patch","input":"*** Begin Patch\n*** End Patch"}`,
					`"timestamp":"2026-03-18T12:00:02.000Z","type":"response_item","payload":{"type":"custom_tool_call_output","call_id":"call_1","output":"{\"output\":\"Success\",\"metadata\":{\"exit_code\":0}}"}`,
				},
				want: "tool_call | apply_patch | *** Begin Patch\n*** End Patch | Success | completed |  |  | \n",
			},
			"a plan, whose members the sources order differently": {
				hooks:      codexHooks("update_plan", `{"plan":[{"status":"pending","step":"look"}]}`, `"Plan updated"`),
				logs:       codexLogs("update_plan", `"arguments":"{\"plan\": [{\"step\": \"look\", \"status\": \"pending\"}]}","output":"Plan updated"`),
				transcript: codexLines(`"name":"update_plan","arguments":"{\"plan\": [{\"step\": \"look\", \"status\": \"pending\"}]}"`, `"Plan updated"`),
				want:       `tool_call | update_plan | {"plan":[{"status":"pending","step":"look"}]} | Plan updated | completed |  |  | ` + "\n",
			},
			"a tool of a server": {
				hooks:      codexHooks("mcp__zoo__feed", `{"animal":"bear"}`, `{"content":[{"type":"text","text":"fed"}],"isError":false}`),
				logs:       codexLogs("mcp__zoo__feed", `"arguments":"{\"animal\":\"bear\"}","output":"fed"`),
				transcript: codexLines(`"name":"mcp__zoo__feed","arguments":"{\"animal\":\"bear\"}"`, `[{"type":"input_text","text":"fed"}]`),
				want:       `tool_call | mcp__zoo__feed | {"animal":"bear"} | fed | completed |  |  | ` + "\n",
			},
			"a picture": { // FunctionCallOutputContentItem in codex-rs/protocol/src/models.rs; telemetry has no data
				hooks:      codexHooks("view_image", `{"path":"/app/logo.png"}`, `[{"type":"input_image","image_url":"data:image/png;base64,QUJDRA=="}]`),
				logs:       codexLogs("view_image", `"arguments":"{\"path\":\"/app/logo.png\"}"`),
				transcript: codexLines(`"name":"view_image","arguments":"{\"path\":\"/app/logo.png\"}"`, `[{"type":"input_image","image_url":"data:image/png;base64,QUJDRA=="}]`),
				want:       "tool_call | view_image | /app/logo.png | [image png, 4 bytes] | completed |  |  | \n",
			},
			"a text that looks like a number": {
				hooks:      codexHooks("Bash", `{"command":"cat id"}`, `"0012345"`),
				logs:       codexLogs("shell", `"arguments":"{\"command\":[\"cat\",\"id\"]}","output":"0012345"`),
				transcript: codexLines(`"name":"shell","arguments":"{\"command\":[\"cat\",\"id\"]}"`, `"{\"output\":\"0012345\",\"metadata\":{\"exit_code\":0,\"duration_seconds\":1.0}}"`),
				want:       "tool_call | shell | cat id | 0012345 | completed |  |  | \n",
			},
			"a subagent": {
				hooks:      codexHooks("spawn_agent", `{"message":"look","agent_type":"explorer"}`, `"{\"agent_id\":\"a1\",\"nickname\":\"Ada\"}"`),
				logs:       codexLogs("spawn_agent", `"arguments":"{\"message\":\"look\",\"agent_type\":\"explorer\"}","output":"{\"agent_id\":\"a1\",\"nickname\":\"Ada\"}"`),
				transcript: codexLines(`"name":"spawn_agent","arguments":"{\"message\":\"look\",\"agent_type\":\"explorer\"}"`, `"{\"agent_id\":\"a1\",\"nickname\":\"Ada\"}"`),
				want:       "task_delegation | Task | look |  | recorded | explorer | a1 | \n",
			},
			"a subagent of which telemetry does not say the result": {
				hooks:      codexHooks("spawn_agent", `{"message":"look","model":"gpt-5"}`, `{"agent_id":"a1"}`),
				logs:       codexLogs("spawn_agent", `"arguments":"{\"message\":\"look\",\"model\":\"gpt-5\"}"`),
				transcript: codexLines(`"name":"spawn_agent","arguments":"{\"message\":\"look\",\"model\":\"gpt-5\"}"`, `"{\"agent_id\":\"a1\"}"`),
				want:       "task_delegation | Task | look |  | recorded |  | a1 | \n",
			},
		},
	}
}

// codexHooks are the hooks around a call.
func codexHooks(tool, input, response string) []string {
	call := `"tool_name":"` + tool + `","tool_use_id":"call_1","tool_input":` + input
	return []string{
		`"hook_event_name":"PreToolUse",` + call,
		`"hook_event_name":"PostToolUse","tool_response":` + response + `,` + call,
	}
}

// codexLogs are the log records of a call that was permitted and took a second.
func codexLogs(tool, members string) []string {
	call := `"tool_name":"` + tool + `","call_id":"call_1"`
	return []string{
		`"event.name":"codex.tool_decision","decision":"approved","source":"config",` + call,
		`"event.name":"codex.tool_result","success":"true","duration_ms":"1000",` + call + `,` + members,
	}
}

// codexLines are the lines of a call of a function.
func codexLines(call, output string) []string {
	return []string{
		`"timestamp":"2026-03-18T12:00:01.000Z","type":"response_item","payload":{"type":"function_call","call_id":"call_1",` + call + `}`,
		`"timestamp":"2026-03-18T12:00:02.000Z","type":"response_item","payload":{"type":"function_call_output","call_id":"call_1","output":` + output + `}`,
	}
}
