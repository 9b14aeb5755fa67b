package hookinstall_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/hookinstall"
)

const program = "/opt/html graph/bin/htmlgraph"

func options(remove, dry bool) hookinstall.Options {
	now := func() time.Time { return time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC) }
	return hookinstall.Options{Program: program, HookFlags: hookFlags, Remove: remove, DryRun: dry, Now: now}
}

// hookFlags returns flags as `htmlgraph hook` has them.
func hookFlags() *pflag.FlagSet {
	flags := pflag.NewFlagSet("hook", pflag.ContinueOnError)
	flags.Usage = func() {}
	flags.String("agent", "", "")
	flags.String("db", "", "")
	flags.Bool("no-redact", false, "")
	return flags
}

// recorded are options with a folder for the original settings.
func recorded(t *testing.T, remove bool) hookinstall.Options {
	t.Helper()
	o := options(remove, false)
	o.Records = filepath.Join(tempFolder(t), ".htmlgraph", "init")
	return o
}

// removing returns the options for removing what others added.
func removing(o hookinstall.Options) hookinstall.Options {
	o.Remove = true
	return o
}

func find(t *testing.T, name string) agent.Agent {
	t.Helper()
	a, ok := agent.Find(name)
	if !ok {
		t.Fatalf("no agent is called %s", name)
	}
	return a
}

// tempFolder returns a folder that is removed after the test. Where there is one, it lies in memory, because each write waits for the disk.
func tempFolder(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("/dev/shm", "htmlgraph")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	return folder
}

// home creates a folder with the settings of an agent, "" for none, and returns their path.
func home(t *testing.T, a agent.Agent, settings string) (folder, path string) {
	t.Helper()
	folder = filepath.Join(tempFolder(t), a.Home.Folders[0])
	path = filepath.Join(folder, a.Hooks.Settings.File)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if settings != "" {
		write(t, path, settings)
	}
	return folder, path
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func apply(t *testing.T, a agent.Agent, folder string, o hookinstall.Options) hookinstall.Outcome {
	t.Helper()
	outcome, err := hookinstall.Apply(t.Context(), a, folder, o)
	if err != nil {
		t.Fatal(err)
	}
	return outcome
}

// settings are settings of people: each must come back byte for byte.
var settings = map[string]string{
	"nothing of hooks":   "{\n  \"model\": \"opus\",\n  \"permissions\": {\"allow\": [\"Bash(ls:*)\"]}\n}\n",
	"four spaces":        "{\n    \"b\": 1,\n    \"a\": {\"z\": 1.50, \"y\": [1,2 , 3]}\n}",
	"tabs":               "{\n\t\"model\": \"opus\"\n}\n",
	"one line":           `{"model":"opus","n":1e3}`,
	"lines of Windows":   "{\r\n  \"model\": \"opus\"\r\n}\r\n",
	"empty":              "{}\n",
	"other hooks":        "{\n  \"hooks\": {\n    \"Notification\": [\n      {\n        \"matcher\": \"x\",\n        \"hooks\": [{\"type\": \"command\", \"command\": \"say\"}]\n      }\n    ],\n    \"Other\": []\n  },\n  \"z\": null\n}\n",
	"hooks in one line":  "{\n  \"hooks\": {\"SessionStart\": [{\"hooks\": [{\"type\": \"command\", \"command\": \"say\"}]}]}\n}\n",
	"an escaped name":    "{\n  \"mod\\u0065l\": \"\\u00e9\\/\"\n}\n",
	"hooks of old words": "{\n  \"hooks\": {\n    \"SessionEnd\": [\n      {\"hooks\": [{\"type\": \"command\", \"command\": \"htmlgraph hooks --agent claude\"}]}\n    ]\n  }\n}\n",
}

func TestRemovingRestoresTheFile(t *testing.T) {
	for name, before := range settings {
		for _, which := range agent.All() {
			t.Run(which.Short+", "+name, func(t *testing.T) {
				folder, path := home(t, which, before)
				added := apply(t, which, folder, options(false, false))
				between := read(t, path)
				if added.Added == 0 || !json.Valid([]byte(between)) || strings.Count(between, "htmlgraph' hook --agent "+which.Short) != added.Added {
					t.Fatalf("%d added:\n%s", added.Added, between)
				}
				if kept := read(t, added.Backup); kept != before {
					t.Errorf("the copy is %q", kept)
				}
				if again := apply(t, which, folder, options(false, false)); again.Added != 0 || again.Diff != "" || read(t, path) != between {
					t.Errorf("again: %+v", again)
				}
				removed := apply(t, which, folder, options(true, false))
				if after := read(t, path); after != before || removed.Removed != added.Added {
					t.Errorf("%d removed, leaves %q, was %q", removed.Removed, after, before)
				}
				if again := apply(t, which, folder, options(true, false)); again.Diff != "" {
					t.Errorf("nothing is left to remove: %+v", again)
				}
				if info, _ := os.Stat(path); info.Mode().Perm() != 0o640 {
					t.Errorf("mode %v", info.Mode())
				}
			})
		}
	}
}

func TestANewFile(t *testing.T) {
	folder, path := home(t, find(t, "gemini"), "")
	apply(t, find(t, "gemini"), folder, options(false, false))
	want := `{
  "hooks": {
    "SessionStart": [
      {
        "hooks": [
          {
            "name": "htmlgraph",
            "type": "command",
            "command": "'/opt/html graph/bin/htmlgraph' hook --agent gemini",
            "timeout": 5000
          }
        ]
      }
    ],
`
	if made := read(t, path); !strings.HasPrefix(made, want) {
		t.Errorf("made:\n%s", made)
	}
	apply(t, find(t, "gemini"), folder, options(true, false))
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("%v; a file that was created and is empty again is removed", err)
	}
}

func TestCommentsStay(t *testing.T) {
	before := "// mine\n{\n  \"ui\": { /* dark */ \"theme\": \"x\", }, // so\n  \"hooks\": {\n    // none yet\n  },\n}\n"
	folder, path := home(t, find(t, "gemini"), before)
	apply(t, find(t, "gemini"), folder, options(false, false))
	text := read(t, path)
	for _, want := range []string{"// mine\n{", "/* dark */", "}, // so", "// none yet", "AfterTool"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is lost:\n%s", want, text)
		}
	}
}

func TestSettingsThatCannotBeChangedStay(t *testing.T) {
	for name, test := range map[string]struct{ agent, settings, says string }{
		"broken":             {"claude", "{\n \"model\": \"opus\"", "it is not JSON: line 2, column 17: "},
		"a comment":          {"claude", "{} // mine", "it is not JSON: line 1, column 4: "},
		"broken for Gemini":  {"gemini", `{"model": opus}`, "it is not JSON: line 1, column 11: "},
		"only a mark":        {"qwen", "\xff\xfe{\x00}\x00", "it is not JSON: line 1, column 1: "},
		"deep":               {"gemini", `{"a": ` + strings.Repeat("[", 100_000), "it is nested too deeply: line 1, column "},
		"a trailing comma":   {"codex", "{\n\"a\": [1,]}", "it is not JSON: line 2, column 9: "},
		"large":              {"claude", `{"a": "` + strings.Repeat("x", 5<<20) + `"}`, "is larger than 4 MB"},
		"a list":             {"claude", `[]`, "it is not a JSON object"},
		"hooks are a list":   {"claude", `{"hooks": []}`, `its "hooks" is not an object: line 1, column 11`},
		"an event is a text": {"codex", `{"hooks": {"Stop": "x"}}`, "its hooks for Stop are not a list: line 1, column 20"},
	} {
		t.Run(name, func(t *testing.T) {
			folder, path := home(t, find(t, test.agent), test.settings)
			_, err := hookinstall.Apply(t.Context(), find(t, test.agent), folder, options(false, false))
			if err == nil || !strings.Contains(err.Error(), test.says) || !strings.Contains(err.Error(), path) {
				t.Errorf("error = %v, want one with %q", err, test.says)
			}
			if names, _ := os.ReadDir(folder); read(t, path) != test.settings || len(names) != 1 {
				t.Errorf("the folder holds %v", names)
			}
		})
	}
}

func TestADryRunShowsTheDifferenceAndWritesNothing(t *testing.T) {
	before := settings["nothing of hooks"]
	folder, path := home(t, find(t, "claude"), before)
	outcome := apply(t, find(t, "claude"), folder, options(false, true))
	for _, want := range []string{"--- " + path, "+++ " + path, "@@ ", "\n+    \"Stop\": [\n"} {
		if !strings.Contains(outcome.Diff, want) {
			t.Errorf("the difference lacks %q:\n%s", want, outcome.Diff)
		}
	}
	if names, _ := os.ReadDir(folder); read(t, path) != before || len(names) != 1 {
		t.Errorf("the folder holds %v", names)
	}
}

func TestTheCommandOfAProgramThatMovedIsCorrected(t *testing.T) {
	folder, path := home(t, find(t, "claude"), "")
	old := options(false, false)
	old.Program = "/usr/local/bin/htmlgraph"
	count := apply(t, find(t, "claude"), folder, old).Added
	moved := apply(t, find(t, "claude"), folder, options(false, false))
	if text := read(t, path); moved.Corrected != count || strings.Contains(text, "/usr/local") || strings.Count(text, "hook --agent") != count {
		t.Errorf("%d changed:\n%s", moved.Corrected, text)
	}
}

func TestALinkStaysALink(t *testing.T) {
	folder, path := home(t, find(t, "claude"), "")
	kept := filepath.Join(tempFolder(t), "kept.json")
	write(t, kept, "{}\n")
	if err := os.Symlink(kept, path); err != nil {
		t.Fatal(err)
	}
	apply(t, find(t, "claude"), folder, options(false, false))
	if info, err := os.Lstat(path); err != nil || info.Mode()&os.ModeSymlink == 0 || !strings.Contains(read(t, kept), "hook --agent claude") {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}
