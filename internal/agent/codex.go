package agent

// Codex is the id of Codex.
const Codex = "codex"

// codex is the Codex CLI by OpenAI. Its hooks have the names of Claude Code's.
var codex = Agent{
	ID: Codex, Title: "Codex", Short: "codex",
	Resume: []string{"codex", "resume"},
	Home:   Home{Folders: []string{".codex"}, Variable: "CODEX_HOME"},
	Hooks: Hooks{
		// The shell is that of codex-rs/hooks/src/engine/command_runner.rs: COMSPEC, or else cmd.exe.
		Settings: Settings{File: "hooks.json", Timeout: 3, Windows: CommandPrompt, Hint: "Codex runs hooks only after you have trusted them: it asks at its next start."},
		Events: []Event{
			{Name: "SessionStart", Kind: SessionStarted},
			{Name: "SessionEnd", Kind: SessionEnded},
			{Name: "UserPromptSubmit", Kind: PromptSubmitted},
			{Name: "PreToolUse", Kind: ToolStarted},
			{Name: "PermissionRequest", Kind: PermissionAsked},
			{Name: "PostToolUse", Kind: ToolEnded},
			{Name: "PreCompact"},
			{Name: "PostCompact"},
			{Name: "SubagentStart", Kind: SubagentStarted, ID: "agent_id"},
			{Name: "SubagentStop", Kind: SubagentStopped, ID: "turn_id"},
			{Name: "Stop", Kind: TurnEnded},
			{Name: "Interrupt", Kind: TurnInterrupted},
		},
		PromptID: []string{"prompt_id", "turn_id"},
		CallID:   "tool_use_id",
		Payload:  Signature{Has: []string{"turn_id", "model"}},
	},
	Transcripts: Transcripts{
		Folders: []string{"sessions", "archived_sessions"}, Files: []string{"*.jsonl", "*.jsonl.zst"},
		Ignored: []string{"session_index.jsonl", "history.jsonl"},
	},
	// Its logs report all that its spans report. Of each answer it logs an event for each piece, which says no more than its kind, one for the
	// end of the stream, and after that one with the tokens: only the last has token counts (codex-rs/otel/src/events/session_telemetry.rs).
	Telemetry: Telemetry{
		Prefix: "codex.", Services: []string{"codex"}, Scopes: []string{"codex_otel"},
		Events: map[string]Record{
			"conversation_starts": {Kind: RecordStart}, "user_prompt": {Kind: RecordPrompt}, "tool_decision": {Kind: RecordDecision}, "tool_result": {Kind: RecordCall},
			"sse_event":         {Kind: RecordRequest, If: "input_token_count", Else: &Record{Kind: RecordFailure, If: "error.message"}},
			"websocket_event":   {Kind: RecordRequest, If: "input_token_count", Else: &Record{Kind: RecordFailure, If: "error.message"}},
			"api_request":       {Kind: RecordFailure, If: "error.message"},
			"websocket_request": {Kind: RecordFailure, If: "error.message"},
			"websocket_connect": {Kind: RecordFailure, If: "error.message"},
			"startup_phase":     {Kind: RecordIgnored}, "turn_ttft": {Kind: RecordIgnored},
		},
		CallID:     []string{"call_id"},
		OwnRequest: []string{"response_id", "response.id"},
		Tokens: Tokens{
			Input: "input_token_count", Output: "output_token_count", CacheRead: "cached_token_count", CacheWrite: "cache_write_token_count",
			Thoughts: "reasoning_token_count", InputHasCache: true, OutputHasThoughts: true,
		},
	},
	// The texts are those of codex-rs/core/src/tools/events.rs and, in earlier versions, of codex-rs/core/src/codex.rs.
	Refusal: Refusal{Rejected: []string{"exec command rejected", "patch rejected", "rejected by user"}},
	// The words are those of CodexErrorInfo in codex-rs/protocol/src/protocol.rs, the texts those of codex-rs/core/src/error.rs.
	Waits: Waits{
		Tools: map[string]Wait{"request_user_input": ForQuestion},
		Failures: []FailureWords{
			{ForLimit, []string{"usage_limit_exceeded", "usage limit", "quota exceeded"}},
			{ForLogin, []string{"log out and sign in again", "access token could not be refreshed"}},
		},
	},
	Delegation: Delegation{
		Tools: []string{"spawn_agent"}, Type: []string{"agent_type", "task_name"}, Task: []string{"agent_id", "new_thread_id", "thread_id"},
		RequestedModel: []string{"model"}, Background: true,
	},
	// The word is that of codex exec (codex-rs/exec/src/lib.rs).
	Origin: Origin{Member: "originator", Programs: []string{"codex_exec"}},
	Files:  Files{Editors: []string{"apply_patch"}, Viewers: []string{"view_image"}},
}
