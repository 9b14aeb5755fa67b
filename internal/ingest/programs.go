package ingest

// The programs whose sessions are told of, by the names under which their events stand.
const (
	ClaudeCode = "claude-code"
	Codex      = "codex"
	GeminiCLI  = "gemini-cli"
)

// IsProgram reports whether an agent is a program, as opposed to a subagent that runs in one.
func IsProgram(agent string) bool { return agent == ClaudeCode || agent == Codex || agent == GeminiCLI }
