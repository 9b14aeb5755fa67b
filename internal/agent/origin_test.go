package agent_test

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/agent"
)

func TestAProgramStartsASession(t *testing.T) {
	for name, test := range map[string]struct {
		metadata map[string]string
		want     bool
	}{
		"nothing is said":       {nil, false},
		"in a terminal":         {map[string]string{"entrypoint": "cli"}, false},
		"in an editor":          {map[string]string{"entrypoint": "claude-vscode"}, false},
		"with a prompt to read": {map[string]string{"entrypoint": "sdk-cli"}, true},
		"a program":             {map[string]string{"entrypoint": "sdk-py"}, true},
		"another agent":         {map[string]string{"originator": "codex_exec"}, true},
		"and in its terminal":   {map[string]string{"originator": "codex-tui"}, false},
		"of another member":     {map[string]string{"version": "sdk-cli"}, false},
	} {
		if got := agent.IsOfProgram(test.metadata); got != test.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestEveryAgentHasToolsThatChangeFiles(t *testing.T) {
	for _, a := range agent.All() {
		if len(a.Files.Editors) == 0 {
			t.Errorf("%s has none", a.ID)
		}
		for _, tool := range a.Files.Editors {
			if !agent.IsEditor(tool) {
				t.Errorf("%s does not edit", tool)
			}
		}
	}
	if agent.IsEditor("Bash") || agent.IsEditor("Read") || agent.IsEditor("") {
		t.Error("these edit no files")
	}
}
