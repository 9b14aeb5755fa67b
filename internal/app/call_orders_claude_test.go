package app_test

import "github.com/htmlgraph/htmlgraph/internal/agent"

// claudeCalls are calls of Claude Code. Its hooks hand over the result as an object, its transcripts what the model reads of it.
func claudeCalls() callSource {
	return callSource{
		agent: agent.ClaudeCode, service: "claude-code", format: "claude-code",
		hook: func(members string) string {
			return `{"session_id":"` + callSession + `","prompt_id":"p1","transcript_path":"/t.jsonl","cwd":"/app","permission_mode":"default",` + members + `}`
		},
		log: func(members string) string {
			return `{"session.id":"` + callSession + `","prompt.id":"p1","user.id":"u","terminal.type":"xterm",` + members + `}`
		},
		line: func(members string) string {
			return `{"sessionId":"` + callSession + `","promptId":"p1","cwd":"/app","version":"2.1.240","isSidechain":false,` + members + `}`
		},
		prompt: reportedCall{
			hooks:      []string{`"hook_event_name":"UserPromptSubmit","prompt":"do it"`},
			logs:       []string{`"event.name":"claude_code.user_prompt","event.sequence":"0","prompt":"do it","prompt_length":"5"`},
			transcript: []string{`"type":"user","uuid":"u0","timestamp":"2026-03-18T12:00:00.000Z","message":{"role":"user","content":"do it"}`},
		},
		calls: map[string]reportedCall{
			"a command": {
				hooks: claudeHooks("Bash", `{"command":"go build ./... && echo <ok>","description":"Build all"}`, `{"stdout":"<ok>","stderr":"","interrupted":false,"isImage":false}`),
				logs: claudeLogs("Bash", `"tool_input":"{\"command\":\"go build ./... && echo <ok>\",\"description\":\"Build all\"}",
					"tool_parameters":"{\"bash_command\":\"go\",\"full_command\":\"go build ./... && echo <ok>\",\"description\":\"Build all\"}"`),
				transcript: claudeLines("Bash", `{"command":"go build ./... && echo <ok>","description":"Build all"}`, `"<ok>"`, `{"stdout":"<ok>","stderr":"","interrupted":false}`),
				want:       "tool_call | Bash | go build ./... && echo <ok> | <ok> | completed |  |  | \n",
			},
			"a command whose input telemetry leaves out": {
				hooks:      claudeHooks("Bash", `{"command":"ls","description":"List what is in the folder"}`, `{"stdout":"a","stderr":""}`),
				logs:       claudeLogs("Bash", `"tool_parameters":"{\"bash_command\":\"ls\",\"full_command\":\"ls\",\"description\":\"List what is in the folder\"}"`),
				transcript: claudeLines("Bash", `{"command":"ls","description":"List what is in the folder"}`, `"a"`, `{"stdout":"a","stderr":""}`),
				want:       "tool_call | Bash | ls | a | completed |  |  | \n",
			},
			"a file that is read": {
				hooks:      claudeHooks("Read", `{"file_path":"/app/a.go"}`, `{"type":"text","file":{"filePath":"/app/a.go","content":"package a\n","numLines":1,"startLine":1,"totalLines":1}}`),
				logs:       claudeLogs("Read", `"tool_input":"{\"file_path\":\"/app/a.go\"}"`),
				transcript: claudeLines("Read", `{"file_path":"/app/a.go"}`, `"     1→package a\n"`, `{"type":"text","file":{"filePath":"/app/a.go","content":"package a\n"}}`),
				want:       "tool_call | Read | /app/a.go |      1→package a\n | completed |  |  | \n",
			},
			"a picture": { // as Read returns it; the transcript has it as the model reads it
				hooks:      claudeHooks("Read", `{"file_path":"/app/logo.png"}`, `{"type":"image","file":{"base64":"QUJDRA==","type":"image/png","originalSize":4,"dimensions":{"originalWidth":1,"originalHeight":1}}}`),
				logs:       claudeLogs("Read", `"tool_input":"{\"file_path\":\"/app/logo.png\"}"`),
				transcript: claudeLines("Read", `{"file_path":"/app/logo.png"}`, `[{"type":"image","source":{"type":"base64","data":"QUJDRA==","media_type":"image/png"}}]`, `{"type":"image","file":{"base64":"QUJDRA==","type":"image/png","originalSize":4}}`),
				want:       "tool_call | Read | /app/logo.png | [image png, 4 bytes] | completed |  |  | \n",
			},
			"a text that looks like a number": {
				hooks:      claudeHooks("Bash", `{"command":"git rev-parse --short HEAD"}`, `{"stdout":"5e94821","stderr":"","interrupted":false,"isImage":false}`),
				logs:       claudeLogs("Bash", `"tool_input":"{\"command\":\"git rev-parse --short HEAD\"}"`),
				transcript: claudeLines("Bash", `{"command":"git rev-parse --short HEAD"}`, `"5e94821"`, `{"stdout":"5e94821","stderr":"","interrupted":false,"isImage":false}`),
				want:       "tool_call | Bash | git rev-parse --short HEAD | 5e94821 | completed |  |  | \n",
			},
			"a pattern that is searched for": {
				hooks:      claudeHooks("Grep", `{"pattern":"func main","path":"/home/dev/shop/internal/checkout"}`, `{"mode":"files_with_matches","filenames":["main.go"],"numFiles":1}`),
				logs:       claudeLogs("Grep", `"tool_input":"{\"pattern\":\"func main\",\"path\":\"/home/dev/shop/internal/checkout\"}"`),
				transcript: claudeLines("Grep", `{"pattern":"func main","path":"/home/dev/shop/internal/checkout"}`, `"Found 1 file\nmain.go"`, `{"mode":"files_with_matches","filenames":["main.go"],"numFiles":1}`),
				want:       "tool_call | Grep | func main | Found 1 file\nmain.go | completed |  |  | \n",
			},
			"a page": {
				hooks:      claudeHooks("WebFetch", `{"url":"https://example.org","prompt":"What is new in this release of the program?"}`, `{"bytes":10,"code":200,"result":"Nothing."}`),
				logs:       claudeLogs("WebFetch", `"tool_input":"{\"url\":\"https://example.org\",\"prompt\":\"What is new in this release of the program?\"}"`),
				transcript: claudeLines("WebFetch", `{"url":"https://example.org","prompt":"What is new in this release of the program?"}`, `"Nothing."`, `{"bytes":10,"code":200,"result":"Nothing."}`),
				want:       "tool_call | WebFetch | https://example.org | Nothing. | completed |  |  | \n",
			},
			"a tool of a server": {
				hooks:      claudeHooks("mcp__zoo__feed", `{"animal":"bear"}`, `[{"type":"text","text":"fed"}]`),
				logs:       claudeLogs("mcp_tool", `"tool_parameters":"{\"mcp_server_name\":\"zoo\",\"mcp_tool_name\":\"feed\"}","tool_input":"{\"animal\":\"bear\"}"`),
				transcript: claudeLines("mcp__zoo__feed", `{"animal":"bear"}`, `[{"type":"text","text":"fed"}]`, `[{"type":"text","text":"fed"}]`),
				want:       `tool_call | mcp__zoo__feed | {"animal":"bear"} | fed | completed |  |  | ` + "\n",
			},
			"a tool of a server that telemetry does not name": {
				hooks:      claudeHooks("mcp__zoo__feed", `{"animal":"bear"}`, `[{"type":"text","text":"fed"}]`),
				logs:       claudeLogs("mcp_tool", `"decision_type":"accept"`),
				transcript: claudeLines("mcp__zoo__feed", `{"animal":"bear"}`, `[{"type":"text","text":"fed"}]`, `[{"type":"text","text":"fed"}]`),
				want:       `tool_call | mcp__zoo__feed | {"animal":"bear"} | fed | completed |  |  | ` + "\n",
			},
			"a failure": {
				hooks: []string{
					`"hook_event_name":"PreToolUse","tool_name":"Bash","tool_use_id":"toolu_1","tool_input":{"command":"false"}`,
					`"hook_event_name":"PostToolUseFailure","tool_name":"Bash","tool_use_id":"toolu_1","tool_input":{"command":"false"},"error":"Exit code 1","duration_ms":1000`,
				},
				logs: []string{`"event.name":"tool_result","event.sequence":"2","tool_name":"Bash","tool_use_id":"toolu_1","success":"false","error":"Exit code 1","duration_ms":"1000","tool_input":"{\"command\":\"false\"}"`},
				transcript: []string{
					`"type":"assistant","uuid":"a1","timestamp":"2026-03-18T12:00:01.000Z","requestId":"r1","message":{"id":"m1","role":"assistant","model":"claude-opus-4-5","content":[{"type":"tool_use","id":"toolu_1","name":"Bash","input":{"command":"false"}}]}`,
					`"type":"user","uuid":"u1","timestamp":"2026-03-18T12:00:02.000Z","toolUseResult":"Error: Exit code 1","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","is_error":true,"content":"Exit code 1"}]}`,
				},
				want: "tool_call | Bash | false | Exit code 1 | failed |  |  | \n",
			},
			"a call that the user rejected": {
				hooks: []string{`"hook_event_name":"PreToolUse","tool_name":"Bash","tool_use_id":"toolu_1","tool_input":{"command":"rm -r x"}`},
				logs:  []string{`"event.name":"tool_decision","event.sequence":"1","decision":"reject","source":"user_reject","tool_name":"Bash","tool_use_id":"toolu_1"`},
				transcript: []string{
					`"type":"assistant","uuid":"a1","timestamp":"2026-03-18T12:00:01.000Z","requestId":"r1","message":{"id":"m1","role":"assistant","model":"claude-opus-4-5","content":[{"type":"tool_use","id":"toolu_1","name":"Bash","input":{"command":"rm -r x"}}]}`,
					`"type":"user","uuid":"u1","timestamp":"2026-03-18T12:00:02.000Z","toolUseResult":"User rejected tool use","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","is_error":true,"content":"` + claudeRejection + `"}]}`,
				},
				want: "tool_call | Bash | rm -r x | " + claudeRejection + " | rejected |  |  | \n",
			},
			"a call that a rule did not permit": {
				hooks: []string{
					`"hook_event_name":"PreToolUse","tool_name":"Bash","tool_use_id":"toolu_1","tool_input":{"command":"rm -r x"}`,
					`"hook_event_name":"PermissionDenied","tool_name":"Bash","tool_use_id":"toolu_1","tool_input":{"command":"rm -r x"},"reason":"no"`,
				},
				logs: []string{
					`"event.name":"tool_decision","event.sequence":"1","decision":"reject","source":"config","tool_name":"Bash","tool_use_id":"toolu_1"`,
					`"event.name":"tool_result","event.sequence":"2","success":"false","error":"Permission denied","duration_ms":"3","tool_name":"Bash","tool_use_id":"toolu_1"`,
				},
				transcript: []string{
					`"type":"assistant","uuid":"a1","timestamp":"2026-03-18T12:00:01.000Z","requestId":"r1","message":{"id":"m1","role":"assistant","model":"claude-opus-4-5","content":[{"type":"tool_use","id":"toolu_1","name":"Bash","input":{"command":"rm -r x"}}]}`,
					`"type":"user","uuid":"u1","timestamp":"2026-03-18T12:00:02.000Z","toolUseResult":"Error: Permission to use Bash with command rm -r x has been denied.","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","is_error":true,"content":"Permission to use Bash with command rm -r x has been denied."}]}`,
				},
				want: "tool_call | Bash | rm -r x | Permission to use Bash with command rm -r x has been denied. | rejected |  |  | \n",
			},
			"a subagent that is waited for": {
				hooks: claudeHooks("Agent", `{"description":"Look around","prompt":"look","subagent_type":"Explore"}`,
					`{"status":"completed","agentId":"a1","content":[{"type":"text","text":"found"}],"resolvedModel":"claude-haiku-4-5","totalDurationMs":1000}`),
				logs: claudeLogs("Agent", `"tool_input":"{\"description\":\"Look around\",\"prompt\":\"look\",\"subagent_type\":\"Explore\"}"`),
				transcript: claudeLines("Agent", `{"description":"Look around","prompt":"look","subagent_type":"Explore"}`, `[{"type":"text","text":"found"}]`,
					`{"status":"completed","agentId":"a1","content":[{"type":"text","text":"found"}],"resolvedModel":"claude-haiku-4-5","totalDurationMs":1000}`),
				want: "task_delegation | Task | look | found | completed | Explore | a1 | \n",
			},
			"a subagent under the former name of the tool, and telemetry without input": {
				hooks:      claudeHooks("Task", `{"description":"Look around","prompt":"look","subagent_type":"Explore"}`, `{"status":"completed","agentId":"a1","content":[{"type":"text","text":"found"}]}`),
				logs:       claudeLogs("Task", `"tool_parameters":"{\"subagent_type\":\"Explore\"}"`),
				transcript: claudeLines("Task", `{"description":"Look around","prompt":"look","subagent_type":"Explore"}`, `[{"type":"text","text":"found"}]`, `{"status":"completed","agentId":"a1"}`),
				want:       "task_delegation | Task | look | found | completed | Explore | a1 | \n",
			},
			"a subagent in the background": {
				hooks: claudeHooks("Agent", `{"description":"d","prompt":"look","subagent_type":"Explore","run_in_background":true}`,
					`{"isAsync":true,"status":"async_launched","agentId":"a1","description":"d","prompt":"look","outputFile":"/tmp/a1"}`),
				logs: []string{`"event.name":"tool_result","event.sequence":"2","tool_name":"Agent","tool_use_id":"toolu_1","success":"true","duration_ms":"5",
					"tool_input":"{\"description\":\"d\",\"prompt\":\"look\",\"subagent_type\":\"Explore\",\"run_in_background\":true}"`},
				transcript: claudeLines("Agent", `{"description":"d","prompt":"look","subagent_type":"Explore","run_in_background":true}`,
					`[{"type":"text","text":"Async agent launched successfully.\nagentId: a1 (internal)"}]`, `{"isAsync":true,"status":"async_launched","agentId":"a1","description":"d","prompt":"look"}`),
				want: "task_delegation | Task | look |  | recorded | Explore | a1 | \n",
			},
			"calls side by side": {
				hooks: []string{
					`"hook_event_name":"PreToolUse","tool_name":"Agent","tool_use_id":"toolu_1","tool_input":{"prompt":"look","subagent_type":"Explore"}`,
					`"hook_event_name":"PostToolBatch","tool_calls":[{"tool_name":"Agent","tool_use_id":"toolu_1","tool_input":{"prompt":"look","subagent_type":"Explore"},"tool_response":[{"type":"text","text":"found"}]}]`,
				},
				logs:       claudeLogs("Agent", `"tool_input":"{\"prompt\":\"look\",\"subagent_type\":\"Explore\"}"`),
				transcript: claudeLines("Agent", `{"prompt":"look","subagent_type":"Explore"}`, `[{"type":"text","text":"found"}]`, `{"status":"completed","agentId":"a1"}`),
				want:       "task_delegation | Task | look | found | completed | Explore | a1 | \n",
			},
		},
	}
}

// claudeRejection is what Claude Code writes in place of the result of a call that the user rejected.
const claudeRejection = "The user doesn't want to proceed with this tool use. The tool use was rejected (eg. if it was a file edit, the new_string was NOT written to the file). STOP what you are doing and wait for the user to tell you how to proceed."

// claudeHooks are the hooks around a call.
func claudeHooks(tool, input, response string) []string {
	call := `"tool_name":"` + tool + `","tool_use_id":"toolu_1","tool_input":` + input
	return []string{
		`"hook_event_name":"PreToolUse",` + call,
		`"hook_event_name":"PostToolUse","duration_ms":1000,"tool_response":` + response + `,` + call,
	}
}

// claudeLogs are the log records of a call that was permitted and took a second.
func claudeLogs(tool, members string) []string {
	call := `"tool_name":"` + tool + `","tool_use_id":"toolu_1"`
	return []string{
		`"event.name":"tool_decision","event.sequence":"1","decision":"accept","source":"config",` + call,
		`"event.name":"tool_result","event.sequence":"2","success":"true","duration_ms":"1000",` + call + `,` + members,
	}
}

// claudeLines are the lines of a call.
func claudeLines(tool, input, content, structured string) []string {
	return []string{
		`"type":"assistant","uuid":"a1","timestamp":"2026-03-18T12:00:01.000Z","requestId":"r1","message":{"id":"m1","role":"assistant","model":"claude-opus-4-5","content":[{"type":"tool_use","id":"toolu_1","name":"` + tool + `","input":` + input + `}]}`,
		`"type":"user","uuid":"u1","timestamp":"2026-03-18T12:00:02.000Z","toolUseResult":` + structured + `,"message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":` + content + `}]}`,
	}
}
