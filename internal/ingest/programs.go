package ingest

import "github.com/htmlgraph/htmlgraph/internal/agent"

// The programs whose sessions are reported, by the names under which their events are stored.
const (
	ClaudeCode = agent.ClaudeCode
	Codex      = agent.Codex
	GeminiCLI  = agent.GeminiCLI
)

// IsProgram reports whether an agent is a program, as opposed to a subagent that runs in one.
func IsProgram(name string) bool { return agent.IsProgram(name) }
