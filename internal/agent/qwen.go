package agent

// QwenCode is the id of Qwen Code.
const QwenCode = "qwen-code"

// qwenCode is Qwen Code by Alibaba, which began as a copy of the Gemini CLI: its telemetry is named like that of Gemini CLI, its hooks like
// those of Claude Code. The facts are from packages/core/src of QwenLM/qwen-code: hooks/types.ts, telemetry/constants.ts and
// telemetry/types.ts, config/storage.ts, tools/tool-names.ts.
//
// It calls the hook of a prompt for every request that it sends to the model; only submitted_prompt is what a person wrote. Hooks on
// TodoCreated and TodoCompleted get none installed, because a failing one blocks the agent.
var qwenCode = Agent{
	ID: QwenCode, Title: "Qwen Code", Short: "qwen",
	Resume: []string{"qwen", "--resume"},
	Home:   Home{Folders: []string{".qwen"}, Variable: "QWEN_HOME"},
	Hooks: Hooks{
		// The shell is that of packages/core/src/utils/shell-utils.ts: cmd.exe, unless it was itself started in another one.
		Settings: Settings{File: "settings.json", Timeout: 5000, Named: true, Comments: true, Windows: CommandPrompt},
		Events: []Event{
			{Name: "SessionStart", Kind: SessionStarted},
			{Name: "SessionEnd", Kind: SessionEnded},
			{Name: "UserPromptSubmit", Kind: PromptSubmitted},
			{Name: "PreToolUse", Kind: ToolStarted},
			{Name: "PostToolUse", Kind: ToolEnded},
			{Name: "PostToolUseFailure", Kind: ToolFailed},
			{Name: "PermissionRequest", Kind: PermissionAsked},
			{Name: "PermissionDenied", Kind: ToolDenied},
			{Name: "Notification", Kind: Notified},
			{Name: "SubagentStart", Kind: SubagentStarted, ID: "agent_id"},
			{Name: "SubagentStop", Kind: SubagentStopped, ID: "turn_id"},
			{Name: "Stop", Kind: TurnEnded},
			{Name: "StopFailure", Kind: TurnFailed},
			{Name: "PreCompact"},
			{Name: "PostCompact"},
		},
		Others: []Event{
			{Name: "PostToolBatch", Kind: ToolsEnded},
			{Name: "TodoCreated", ID: "todo_id", Part: "phase"},
			{Name: "TodoCompleted", ID: "todo_id", Part: "phase"},
			{Name: "SessionDelete", ID: "deleted_session_id"},
		},
		PromptID:        []string{"prompt_id"},
		SubmittedPrompt: "submitted_prompt",
		CallID:          "tool_call_id",
		Time:            "timestamp",
		Payload:         Signature{Has: []string{"timestamp", "permission_mode"}},
	},
	Transcripts: Transcripts{Folders: []string{"projects"}, Files: []string{"*.jsonl"}, Variable: "QWEN_RUNTIME_DIR"},
	// Its spans repeat what its events report.
	Telemetry: Telemetry{
		Prefix: "qwen-code.", Services: []string{"qwen-code"},
		Events: map[string]Record{
			"user_prompt": {Kind: RecordPrompt}, "tool_call": {Kind: RecordCall}, "api_response": {Kind: RecordRequest}, "api_error": {Kind: RecordFailure},
			"api_request": {Kind: RecordIgnored},
		},
		Session:    []string{"sessionId"},
		CallID:     []string{"call_id", "tool_call_id"},
		OwnRequest: []string{"response_id"},
		OwnIDs:     true,
		Tokens: Tokens{
			Input: "input_token_count", Output: "output_token_count", CacheRead: "cached_content_token_count", Thoughts: "thoughts_token_count",
			InputHasCache: true,
		},
	},
	// The texts are those of packages/core/src/core/coreToolScheduler.ts, and of the functions that give it the reason.
	Refusal: Refusal{Rejected: []string{"[Operation Cancelled] Reason: User did not allow tool call", "[Operation Cancelled] Reason: User denied execution"}},
	Delegation: Delegation{
		Tools: []string{"agent", "task"}, Type: []string{"subagent_type", "subagentName"}, Task: []string{"agent_id", "agentId"},
		RequestedModel: []string{"model"}, Description: []string{"description"},
	},
	Files: Files{Editors: []string{"edit", "write_file", "notebook_edit"}, Viewers: []string{"read_file", "read_many_files"}},
}
