package toolcall_test

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
)

func TestAToolIsOfAKind(t *testing.T) {
	for tool, want := range map[string]toolcall.Kind{
		"Edit": toolcall.KindEdit, "apply_patch": toolcall.KindEdit, "Bash": toolcall.KindShell, "exec_command": toolcall.KindShell,
		"Grep": toolcall.KindRead, "TodoWrite": toolcall.KindTasks, "update_plan": toolcall.KindTasks, "Task": toolcall.KindDelegation,
		"Agent": toolcall.KindDelegation, "spawn_agent": toolcall.KindDelegation, "mcp__github__search": toolcall.KindOther, "": toolcall.KindOther,
	} {
		if got := toolcall.KindOf(tool); got != want {
			t.Errorf("%q is of the kind %q, want %q", tool, got, want)
		}
	}
}

func TestAToolOfAServerBearsTheNamesOfBoth(t *testing.T) {
	for tool, want := range map[string][2]string{
		"mcp__github__search_code": {"github", "search_code"}, "mcp__a__b__c": {"a", "b__c"}, "mcp__a": {"", "mcp__a"}, "Bash": {"", "Bash"},
	} {
		if server, name := toolcall.Server(tool); server != want[0] || name != want[1] {
			t.Errorf("%q is %q of %q, want %q of %q", tool, name, server, want[1], want[0])
		}
	}
}

func TestACommandIsWhole(t *testing.T) {
	for input, want := range map[string]string{
		`{"command": "cat <<'E'\na\nE", "description": "d"}`: "cat <<'E'\na\nE",
		`{"command": ["bash", "-lc", "ls"]}`:                 "bash -lc ls",
		`{"cmd": "ls"}`:                                      "ls",
		`ls -l`:                                              "ls -l",
		`{"other": 1}`:                                       "",
	} {
		if got := toolcall.Command(input); got != want {
			t.Errorf("%s has the command %q, want %q", input, got, want)
		}
	}
}
