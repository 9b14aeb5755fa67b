package agent

// ClaudeCode is the id of Claude Code.
const ClaudeCode = "claude-code"

// claudeCode is Claude Code by Anthropic.
//
// Some of its events get no hook on purpose: MessageDisplay comes with every few words, PostToolBatch repeats what was reported,
// FileChanged needs names of files, and a hook on WorktreeCreate takes the place of git.
var claudeCode = Agent{
	ID: ClaudeCode, Title: "Claude Code", Short: "claude",
	Resume: []string{"claude", "--resume"},
	Home:   Home{Folders: []string{".claude", ".config/claude"}, Variable: "CLAUDE_CONFIG_DIR", VariableIsList: true},
	Hooks: Hooks{
		// On Windows it runs hooks in Git Bash: docs/hooks.md of its documentation.
		Settings: Settings{File: "settings.json", ProjectFile: "settings.local.json", Timeout: 5},
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
			{Name: "TaskCreated", ID: "task_id", Part: "team_name"},
			{Name: "TaskCompleted", Kind: TaskCompleted, ID: "task_id", Part: "team_name"},
		},
		Others: []Event{
			{Name: "Setup", Kind: SessionSetUp},
			{Name: "PostToolBatch", Kind: ToolsEnded},
			{Name: "MessageDisplay", ID: "message_id", Part: "index"},
			{Name: "PreModelSwitch"},
			{Name: "PostModelSwitch"},
			{Name: "PreSkillShellCommand"},
			{Name: "Elicitation", Kind: QuestionAsked, ID: "elicitation_id"},
			{Name: "ElicitationResult", Kind: QuestionAnswered, ID: "elicitation_id"},
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
		// The spans of the API and of its libraries (platform.claude.com, api/opentelemetry/spans).
		RepeatingScopes: []string{"com.anthropic.sdk", "com.anthropic.claude-platform"},
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
		Stoppers: []string{"TaskStop", "KillTask"}, TaskInput: []string{"task_id", "agentId", "agent_id"},
		Type: []string{"subagent_type", "agentType"}, Task: []string{"agentId"}, TaskText: "agentId: ",
		Model: []string{"resolvedModel"}, Description: []string{"description"},
		Status: []string{"status"}, Launched: "async_launched", LaunchedText: "Async agent launched",
	},
	// The source of UserPromptSubmit and the origin.kind of records are those of the SDK's type declarations, the texts are those of transcripts.
	Speech: Speech{
		Member: "source", User: []string{"user", "sdk", "human"},
		Others: []string{
			"system", "loop_wakeup", "schedule_wakeup", "poll_event", "channel", "peer", "task-notification", "coordinator", "observer",
			"observer-activity", "auto-continuation",
		},
		Beginnings: []string{
			"This session is being continued", "Caveat: The messages below were generated by the user while running local commands", "[Request interrupted",
			"Stop hook feedback:", "[SYSTEM NOTIFICATION", "<local-command-", "<task-notification", "<teammate-message", "<agent-message",
			"<cross-session-message", "<channel", "<bash-input>", "<bash-stdout>", "<bash-stderr>", "<command-message>", "<user-prompt-submit-hook>",
			"<monitor-event", "<ide_opened_file>", "<ide_selection>", "<session-start-hook>", "<tick>", "<goal>",
			// What the program writes around a message of another agent; the same words before any other text may be a question about them.
			"Another Claude session sent a message:\n", "Another Claude session sent a message while you were working:\n",
			"This came from another Claude session", "[Subagent hand-back]", "[Cross-session ",
			// What it goes on with by itself once a limit has passed, and the text of a skill.
			"Your claude.ai usage limit has reset. Continue the task", "Base directory for this skill: ",
		},
		Aside: "system-reminder", Typed: "command-name", Arguments: "command-args", Shell: "bash-input", ShellOutput: []string{"bash-stdout", "bash-stderr"},
	},
	// The texts are those of Claude Code itself, which no setting changes. The words are those of non_execution_kind in tool_result_meta.
	Refusal: Refusal{
		Rejected: []string{
			"The user doesn't want to proceed with this tool use", "User rejected tool use", "The agent proposed a plan that was rejected by the user",
			"The user has declined this action", "Permission for this tool use was denied", "Permission for this action was d", "Permission to use ",
			"Claude requested permissions to ", "This command requires approval", "This action was blocked by the dangerous action safety classifier",
		},
		Interrupted: []string{"[Request interrupted by user", "The user doesn't want to take this action right now"},
		Kinds:       []string{"user-rejected", "permission-rule", "denied"},
	},
	// The types of notifications and the words of StopFailure are those of its documentation of hooks, the texts those of its messages.
	Waits: Waits{
		Notices: map[string]Notification{
			"permission_prompt": {Wait: ForPermission, OfCall: true}, "idle_prompt": {Idle: true}, "auth_success": {Answers: ForLogin},
			"elicitation_dialog": {Wait: ForQuestion}, "elicitation_url_dialog": {Wait: ForQuestion}, "agent_needs_input": {Wait: ForQuestion},
			"elicitation_complete": {Answers: ForQuestion}, "elicitation_response": {Answers: ForQuestion},
		},
		Tools: map[string]Wait{"AskUserQuestion": ForQuestion, "ExitPlanMode": ForPlan},
		Failures: []FailureWords{
			{ForLimit, []string{"rate_limit", "usage limit", "hit your limit", "session limit", "weekly limit", "limit reached"}},
			{ForLogin, []string{
				"authentication_failed", "authentication_error", "oauth_org_not_allowed", "verification_required", "cloud_credential_error", "run /login",
				"invalid api key", "oauth token has expired",
			}},
		},
		CutShort: []string{"max_tokens", "max_output_tokens"},
	},
	// The words are those of CLAUDE_CODE_ENTRYPOINT: "sdk-cli" is claude -p, the others are programs on the SDK and actions of GitHub.
	Origin:     Origin{Member: "entrypoint", Programs: []string{"sdk-cli", "sdk-ts", "sdk-py", "mcp", "claude-code-github-action"}},
	Files:      Files{Editors: []string{"Edit", "MultiEdit", "Write", "NotebookEdit"}, Viewers: []string{"Read", "NotebookRead"}},
	LocalModel: "<synthetic>",
}
