package agent_test

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/agent"
)

func TestASessionIsResumedByTheCommandOfItsAgent(t *testing.T) {
	const id = "0b5a1c9e-6f7d-4c1b-9d52-1d0f2b8e7a11"
	for name, want := range map[string]string{
		agent.ClaudeCode: "claude --resume " + id, agent.Codex: "codex resume " + id, agent.GeminiCLI: "gemini --resume " + id, "other": "",
	} {
		if got := agent.Get(name).ResumeCommand(id); got != want {
			t.Errorf("a session of %s is resumed by %q, want %q", name, got, want)
		}
	}
	for _, hostile := range []string{"", "-p", "a b", "a;rm -rf /", "$(x)", "a\nb"} {
		if got := agent.Get(agent.ClaudeCode).ResumeCommand(hostile); got != "" {
			t.Errorf("%q is resumed by %q", hostile, got)
		}
	}
}
