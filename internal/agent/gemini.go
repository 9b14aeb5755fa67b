package agent

// GeminiCLI is the id of the Gemini CLI.
const GeminiCLI = "gemini-cli"

// geminiCLI is the Gemini CLI by Google. Its hooks have names of their own, and their payloads carry the time.
var geminiCLI = Agent{
	ID: GeminiCLI, Title: "Gemini CLI", Short: "gemini",
	Home: Home{Folders: []string{".gemini"}},
	Hooks: Hooks{
		Settings: Settings{File: "settings.json", Timeout: 5000, Named: true, Comments: true},
		Events: []Event{
			{Name: "SessionStart", Kind: SessionStarted},
			{Name: "SessionEnd", Kind: SessionEnded},
			{Name: "BeforeAgent", Kind: PromptSubmitted},
			{Name: "AfterAgent", Kind: TurnEnded},
			{Name: "BeforeTool", Kind: ToolStarted},
			{Name: "AfterTool", Kind: ToolEnded},
			{Name: "PreCompress"},
			{Name: "Notification"},
		},
		PromptID:      []string{"prompt_id"},
		Time:          "timestamp",
		Payload:       Signature{Has: []string{"timestamp"}, Lacks: []string{"prompt_id"}},
		ResponseError: "error",
	},
	Transcripts: Transcripts{Folders: []string{"tmp"}, Files: []string{"*.jsonl", "session-*.json"}},
	Telemetry:   Telemetry{Prefix: "gemini_cli.", Services: []string{"gemini-cli"}},
	Delegation:  Delegation{Tools: []string{"delegate_to_agent"}, Type: []string{"agent_name"}, Task: []string{"agentId"}},
}
