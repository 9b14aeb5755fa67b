package agent

// ClaudeCode is the id of Claude Code.
const ClaudeCode = "claude-code"

// claudeCode is Claude Code by Anthropic.
//
// Some of its events get no hook on purpose: MessageDisplay comes with every few words, PostToolBatch repeats what was reported,
// FileChanged needs names of files, and a hook on WorktreeCreate takes the place of git.
var claudeCode = Agent{
	ID: ClaudeCode, Title: "Claude Code", Short: "claude",
	Home: Home{Folders: []string{".claude", ".config/claude"}, Variable: "CLAUDE_CONFIG_DIR", VariableIsList: true},
	Hooks: Hooks{
		Settings: Settings{File: "settings.json", ProjectFile: "settings.local.json", Timeout: 5},
		Events: []Event{
			{Name: "SessionStart", Kind: SessionStarted},
			{Name: "SessionEnd", Kind: SessionEnded},
			{Name: "UserPromptSubmit", Kind: PromptSubmitted},
			{Name: "PreToolUse", Kind: ToolStarted},
			{Name: "PostToolUse", Kind: ToolEnded},
			{Name: "PostToolUseFailure", Kind: ToolFailed},
			{Name: "PermissionRequest"},
			{Name: "PermissionDenied", Kind: ToolDenied},
			{Name: "Notification"},
			{Name: "SubagentStart", Kind: SubagentStarted, ID: "agent_id"},
			{Name: "SubagentStop", Kind: SubagentStopped, ID: "agent_id"},
			{Name: "Stop", Kind: TurnEnded},
			{Name: "StopFailure", Kind: TurnFailed},
			{Name: "PreCompact"},
			{Name: "PostCompact"},
			{Name: "TaskCreated", ID: "task_id", Part: "team_name"},
			{Name: "TaskCompleted", Kind: TaskCompleted, ID: "task_id", Part: "team_name"},
		},
		Others: []Event{
			{Name: "Setup", Kind: SessionSetUp},
			{Name: "PostToolBatch", Kind: ToolsEnded},
			{Name: "MessageDisplay", ID: "message_id", Part: "index"},
			{Name: "Elicitation", ID: "elicitation_id"},
			{Name: "ElicitationResult", ID: "elicitation_id"},
		},
		PromptID: []string{"prompt_id"},
		CallID:   "tool_use_id",
	},
	Transcripts: Transcripts{
		Folders: []string{"projects"}, Files: []string{"*.jsonl"}, Ignored: []string{"journal.jsonl", "history.jsonl"},
		IgnoredFolders: []string{"tool-results"},
	},
	Telemetry: Telemetry{
		Prefix: "claude_code.", Services: []string{"claude-code"}, Scopes: []string{"com.anthropic.claude_code"},
		// Hooks and transcripts report better what the ignored events report. An answer is among them because telemetry names its message
		// by another id than transcripts do: it would be stored twice.
		Events: map[string]Record{
			"user_prompt": {Kind: RecordPrompt}, "api_request": {Kind: RecordRequest}, "tool_decision": {Kind: RecordDecision}, "tool_result": {Kind: RecordCall},
			"api_error": {Kind: RecordFailure}, "api_retries_exhausted": {Kind: RecordFailure}, "api_refusal": {Kind: RecordFailure},
			"assistant_response": {Kind: RecordIgnored}, "subagent_completed": {Kind: RecordIgnored},
			"api_request_body": {Kind: RecordIgnored}, "api_response_body": {Kind: RecordIgnored},
			"hook_registered": {Kind: RecordIgnored}, "hook_execution_start": {Kind: RecordIgnored}, "hook_execution_complete": {Kind: RecordIgnored},
			"hook_plugin_metrics": {Kind: RecordIgnored}, "retention_sweep": {Kind: RecordIgnored}, "plugin_loaded": {Kind: RecordIgnored},
		},
		Spans: map[string]Record{
			"interaction": {Kind: RecordPrompt}, "llm_request": {Kind: RecordRequest}, "tool": {Kind: RecordCall}, "tool.execution": {Kind: RecordCall},
			"hook": {Kind: RecordIgnored}, "tool.blocked_on_user": {Kind: RecordIgnored},
		},
		Metrics:     []string{"lines_of_code.count", "commit.count", "pull_request.count"},
		CallID:      []string{"tool_use_id", "gen_ai.tool.call.id"},
		RequestID:   "request_id",
		OwnRequest:  []string{"gen_ai.response.id", "client_request_id"},
		Tokens:      Tokens{Input: "input_tokens", Output: "output_tokens", CacheRead: "cache_read_tokens", CacheWrite: "cache_creation_tokens"},
		LaunchedFor: 0.5,
	},
	Delegation: Delegation{
		Tools: []string{"Agent", "Task"}, AnyTool: true, Readers: []string{"TaskOutput", "AgentOutputTool"},
		Type: []string{"subagent_type", "agentType"}, Task: []string{"agentId"}, TaskText: "agentId: ",
		Model: []string{"resolvedModel"}, Description: []string{"description"},
		Status: []string{"status"}, Launched: "async_launched", LaunchedText: "Async agent launched",
	},
	LocalModel: "<synthetic>",
}
