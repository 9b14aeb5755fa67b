package hookinstall_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/hookinstall"
)

// on returns options for a program of a path.
func on(path string, remove bool) hookinstall.Options {
	o := options(remove, false)
	o.Program = path
	return o
}

// commandOf returns the command of the first hook in settings.
func commandOf(t *testing.T, settings string) string {
	t.Helper()
	_, rest, _ := strings.Cut(settings, `"command": "`)
	end := 0
	for end < len(rest) && (rest[end] != '"' || rest[end-1] == '\\') {
		end++
	}
	var command string
	if err := json.Unmarshal([]byte(`"`+rest[:end]+`"`), &command); err != nil {
		t.Fatal(err)
	}
	return command
}

// TestHooksOnWindows writes commands for the shells in which agents run their hooks, and removes them.
func TestHooksOnWindows(t *testing.T) {
	const plain, blank, odd = `C:\Users\Ana\bin\htmlgraph.exe`, `C:\Program Files\HtmlGraph\htmlgraph.exe`, `D:\a$b\htmlgraph.exe`
	for name, test := range map[string]struct{ agent, program, want string }{
		"Claude Code":             {"claude", plain, "C:/Users/Ana/bin/htmlgraph.exe hook --agent claude"},
		"Codex":                   {"codex", plain, "C:/Users/Ana/bin/htmlgraph.exe hook --agent codex"},
		"Gemini CLI":              {"gemini", plain, "C:/Users/Ana/bin/htmlgraph.exe hook --agent gemini"},
		"Qwen Code":               {"qwen", plain, "C:/Users/Ana/bin/htmlgraph.exe hook --agent qwen"},
		"Git Bash with a blank":   {"claude", blank, `"C:/Program Files/HtmlGraph/htmlgraph.exe" hook --agent claude`},
		"cmd.exe with a blank":    {"codex", blank, `"C:/Program Files/HtmlGraph/htmlgraph.exe" hook --agent codex`},
		"PowerShell with one":     {"gemini", blank, `& "C:/Program Files/HtmlGraph/htmlgraph.exe" hook --agent gemini`},
		"Git Bash with a dollar":  {"claude", odd, "'D:/a$b/htmlgraph.exe' hook --agent claude"},
		"cmd.exe with a dollar":   {"codex", odd, `"D:/a$b/htmlgraph.exe" hook --agent codex`},
		"PowerShell with one too": {"gemini", odd, "& 'D:/a$b/htmlgraph.exe' hook --agent gemini"},
		"a share":                 {"codex", `\\nas\bin\htmlgraph.exe`, "//nas/bin/htmlgraph.exe hook --agent codex"},
	} {
		t.Run(name, func(t *testing.T) {
			a := find(t, test.agent)
			folder, path := home(t, a, "{}")
			apply(t, a, folder, on(test.program, false))
			if got := commandOf(t, read(t, path)); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
			if again := apply(t, a, folder, on(test.program, false)); again.Added+again.Corrected != 0 {
				t.Errorf("again: %+v", again)
			}
			if removed := apply(t, a, folder, on(test.program, true)); removed.Removed != len(a.Hooks.Events) {
				t.Errorf("%d removed: %s", removed.Removed, read(t, path))
			}
		})
	}
}

// TestTheOldFormOnWindows: earlier releases quoted the path as a shell of POSIX reads it. It is corrected, and removed.
func TestTheOldFormOnWindows(t *testing.T) {
	for _, program := range []string{`C:\Users\Ana\bin\htmlgraph.exe`, `C:\Program Files\HtmlGraph\htmlgraph.exe`, `C:\tools\hg.exe`} {
		for _, a := range agent.All() {
			for _, old := range []string{"'" + program + "'", `"` + program + `"`, strings.ReplaceAll(`& "`+program+`"`, `\`, "/")} {
				settings := strings.ReplaceAll(withCommand(t, old+" hook --agent "+a.Short), "Stop", a.Hooks.Events[0].Name)
				folder, path := home(t, a, settings)
				if outcome := apply(t, a, folder, on(program, true)); outcome.Removed != 1 {
					t.Errorf("%s of %s: %d removed", old, a.Title, outcome.Removed)
				}
				write(t, path, settings)
				apply(t, a, folder, on(program, false))
				if text := read(t, path); strings.Contains(text, `\\`) || strings.Contains(text, "'C:") {
					t.Errorf("%s of %s becomes %s", old, a.Title, text)
				}
			}
		}
	}
}

// TestACallOfSomethingElseIsNotOurs: an ampersand at the beginning alone does not make a command ours.
func TestACallOfSomethingElseIsNotOurs(t *testing.T) {
	for _, command := range []string{`& "C:/tools/other.exe" hook --agent claude`, `& htmlgraph hook --agent claude; say done`, "& ", "&htmlgraph hook"} {
		before := withCommand(t, command)
		folder, path := home(t, find(t, "claude"), before)
		if removed := apply(t, find(t, "claude"), folder, options(true, false)); removed.Removed != 0 || read(t, path) != before {
			t.Errorf("%s: %d removed", command, removed.Removed)
		}
	}
}
