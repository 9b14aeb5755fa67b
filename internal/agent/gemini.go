package agent

// GeminiCLI is the id of the Gemini CLI.
const GeminiCLI = "gemini-cli"

// geminiCLI is the Gemini CLI by Google. Its hooks have names of their own, and their payloads carry the time,
// but no id of the prompt. GEMINI_CLI_HOME takes the place of the home of the user (packages/core/src/utils/paths.ts). A chat does not name its
// project: the folder above notes it (config/projectRegistry.ts).
var geminiCLI = Agent{
	ID: GeminiCLI, Title: "Gemini CLI", Short: "gemini",
	Resume: []string{"gemini", "--resume"},
	Home:   Home{Folders: []string{".gemini"}, HomeVariable: "GEMINI_CLI_HOME"},
	Hooks: Hooks{
		// The shell is that of packages/core/src/utils/shell-utils.ts.
		Settings: Settings{File: "settings.json", Timeout: 5000, Named: true, Comments: true, Windows: PowerShell},
		Events: []Event{
			{Name: "SessionStart", Kind: SessionStarted},
			{Name: "SessionEnd", Kind: SessionEnded},
			{Name: "BeforeAgent", Kind: PromptSubmitted},
			{Name: "AfterAgent", Kind: TurnEnded},
			{Name: "BeforeTool", Kind: ToolStarted},
			{Name: "AfterTool", Kind: ToolEnded},
			{Name: "PreCompress"},
			{Name: "Notification", Kind: Notified},
		},
		CallID:        "tool_use_id",
		Time:          "timestamp",
		Payload:       Signature{Has: []string{"timestamp"}, Lacks: []string{"prompt_id"}},
		ResponseError: "error",
	},
	Transcripts: Transcripts{
		Folders: []string{"tmp"}, Files: []string{"*.jsonl", "session-*.json"},
		Project: ProjectNote{Within: "chats", File: ".project_root", Registry: "projects.json", RegistryMember: "projects"},
	},
	// Its spans, and its events that follow the conventions for generative AI, repeat what its own events report.
	Telemetry: Telemetry{
		Prefix: "gemini_cli.", Services: []string{"gemini-cli"},
		Events: map[string]Record{
			"user_prompt": {Kind: RecordPrompt}, "tool_call": {Kind: RecordCall}, "api_response": {Kind: RecordRequest}, "api_error": {Kind: RecordFailure},
			"api_request": {Kind: RecordIgnored}, "hook_call": {Kind: RecordIgnored}, "gen_ai.client.inference.operation.details": {Kind: RecordIgnored},
		},
		CallID:     []string{"call_id", "tool_call_id", "gen_ai.tool.call.id"},
		OwnRequest: []string{"response_id", "gen_ai.response.id"},
		OwnIDs:     true,
		Tokens: Tokens{
			Input: "input_token_count", Output: "output_token_count", CacheRead: "cached_content_token_count", Thoughts: "thoughts_token_count",
			Tools: "tool_token_count", InputHasCache: true,
		},
	},
	// The texts are those of packages/core/src/core/coreToolScheduler.ts, and of the functions that give it the reason.
	Refusal: Refusal{Rejected: []string{"[Operation Cancelled] Reason: User did not allow tool call", "[Operation Cancelled] Reason: User denied execution"}},
	// The type of the notification and its details are those of packages/core/src/hooks/types.ts and hookEventHandler.ts: the user is asked before
	// the hook of the call. The tools are those of packages/core/src/tools/tool-names.ts.
	Waits: Waits{
		Notices: map[string]Notification{"ToolPermission": {Wait: ForPermission, Details: []string{"command", "filePath", "toolName", "prompt", "title"}}},
		Tools:   map[string]Wait{"ask_user": ForQuestion, "exit_plan_mode": ForPlan},
		Failures: []FailureWords{
			{ForLimit, []string{"resource_exhausted", "quota exceeded", "exhausted your capacity", "exhausted your daily quota"}},
			{ForLogin, []string{"please set an auth method", "api key not valid"}},
		},
		AnswerEnds: true,
	},
	Delegation: Delegation{Tools: []string{"delegate_to_agent"}, Type: []string{"agent_name"}, Task: []string{"agentId"}},
	Files:      Files{Editors: []string{"replace", "write_file"}, Viewers: []string{"read_file", "read_many_files"}},
}
