package hookinstall_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// withCommand returns settings with one hook.
func withCommand(t *testing.T, command string) string {
	t.Helper()
	quoted, err := json.Marshal(command)
	if err != nil {
		t.Fatal(err)
	}
	return `{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": ` + string(quoted) + `}]}]}}`
}

// TestOursIsOneProgramWithOurArguments tries commands as people write them: init corrects those that are ours, uninstall removes them, and
// neither touches any other.
func TestOursIsOneProgramWithOurArguments(t *testing.T) {
	ours := []string{
		"htmlgraph hook --agent claude",
		"  htmlgraph\thook  --agent=claude ",
		"htmlgraph hook",
		"htmlgraph hook --agent claude-code",
		"/usr/local/bin/htmlgraph hook --agent claude",
		"~/go/bin/htmlgraph hook --agent claude",
		"./htmlgraph hook --agent claude --db .htmlgraph/htmlgraph.db",
		"'/home/some one/bin/htmlgraph' hook --agent claude",
		`'/home/o'\''neil/htmlgraph' hook --agent claude`,
		`"/home/some one/htmlgraph" hook --agent "claude" --no-redact`,
		`/home/some\ one/htmlgraph hook --agent 'claude'`,
		`C:\Tools\htmlgraph.exe hook --agent claude`,
		`"C:\Program Files\HtmlGraph\HTMLGRAPH.EXE" hook --agent claude`,
		"/opt/häuser/htmlgraph hook --agent claude --db '/x y/$1.db'",
		"'" + program + "' hook --agent claude",
	}
	others := []string{
		"notify-send done; HTMLGRAPH_DB=/x.db /usr/local/bin/htmlgraph hook --agent claude",
		"HTMLGRAPH_DB=/x.db htmlgraph hook --agent claude",
		"X=/usr/bin/htmlgraph hook --agent claude",
		"X+='/usr/bin/htmlgraph' hook --agent claude",
		"env htmlgraph hook --agent claude",
		"exec /usr/local/bin/htmlgraph hook --agent claude",
		"sh -c 'htmlgraph hook --agent claude'",
		"true && htmlgraph hook --agent claude",
		"htmlgraph hook --agent claude && say done",
		"htmlgraph hook --agent claude; say done",
		"htmlgraph hook --agent claude & say",
		"tee /tmp/x | htmlgraph hook --agent claude",
		"htmlgraph hook --agent claude | cat",
		"htmlgraph hook --agent claude > /dev/null",
		"htmlgraph hook --agent claude 2>&1",
		"htmlgraph hook --agent claude < /tmp/x",
		"(htmlgraph hook --agent claude)",
		"{ htmlgraph hook --agent claude; }",
		"! htmlgraph hook --agent claude",
		"$HOME/bin/htmlgraph hook --agent claude",
		`"$HOME/bin/htmlgraph" hook --agent claude`,
		"$(which htmlgraph) hook --agent claude",
		"`which htmlgraph` hook --agent claude",
		"/opt/*/htmlgraph hook --agent claude",
		"/opt/{a,b}/htmlgraph hook --agent claude",
		"htmlgraph hook --agent $AGENT",
		"htmlgraph hook --agent claude # mine",
		"htmlgraph hook --agent claude\nsay done",
		"say done\nhtmlgraph hook --agent claude",
		"'/usr/bin/htmlgraph hook --agent claude",
		`htmlgraph hook --agent claude \`,
		"htmlgraph hook --agent codex",
		"htmlgraph hook --agent hal",
		"htmlgraph hook --agent",
		"htmlgraph hook --agent claude --mine",
		"htmlgraph hook --agent claude extra",
		"htmlgraph hook --help",
		"htmlgraph hooks --agent claude",
		"htmlgraph import --agent claude",
		"htmlgraph",
		"hook --agent claude",
		"htmlgraph-wrapper hook --agent claude",
		"my-htmlgraph hook --agent claude",
		"/usr/bin/htmlgraph/run hook --agent claude",
		"htmlgraph.sh hook --agent claude",
		"'htmlgraph hook' --agent claude",
		"say htmlgraph hook --agent claude",
		"",
	}
	for _, command := range append(append([]string{}, ours...), others...) {
		t.Run(command, func(t *testing.T) {
			isOurs := false
			for _, each := range ours {
				isOurs = isOurs || each == command
			}
			before := withCommand(t, command)
			folder, path := home(t, find(t, "claude"), before)
			if removed := apply(t, find(t, "claude"), folder, options(true, false)); (removed.Removed == 1) != isOurs || !isOurs && read(t, path) != before {
				t.Errorf("%d removed: %s", removed.Removed, read(t, path))
			}
			write(t, path, before)
			apply(t, find(t, "claude"), folder, options(false, false))
			_, rest, _ := strings.Cut(before, `"command": `)
			rest, _, _ = strings.Cut(rest, `}`)
			if kept := strings.Contains(read(t, path), `"command": `+rest); kept == isOurs && !strings.Contains(command, program) {
				t.Errorf("kept: %v\n%s", kept, read(t, path))
			}
		})
	}
}

func TestCorrectingKeepsTheArguments(t *testing.T) {
	folder, path := home(t, find(t, "claude"), withCommand(t, "htmlgraph hook --agent claude --db '/x y.db'"))
	apply(t, find(t, "claude"), folder, options(false, false))
	if text := read(t, path); !strings.Contains(text, "'"+program+"' hook --agent claude --db '/x y.db'") {
		t.Error(text)
	}
}

// TestAHandlerThatDoesMoreIsNotOurs: a command with arguments of its own, and a handler that is no command.
func TestAHandlerThatDoesMoreIsNotOurs(t *testing.T) {
	for _, handler := range []string{
		`{"type": "command", "command": "htmlgraph hook --agent claude", "args": ["x"]}`,
		`{"type": "prompt", "command": "htmlgraph hook --agent claude"}`,
		`{"type": "command", "command": ["htmlgraph hook --agent claude"]}`,
		`"htmlgraph hook --agent claude"`,
	} {
		before := `{"hooks": {"Stop": [{"hooks": [` + handler + `]}]}}`
		folder, path := home(t, find(t, "claude"), before)
		if removed := apply(t, find(t, "claude"), folder, options(true, false)); removed.Removed != 0 || read(t, path) != before {
			t.Errorf("%s: %d removed", handler, removed.Removed)
		}
	}
}
