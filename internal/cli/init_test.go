package cli_test

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// agents changes to a new home folder that contains folders of agents, and clears the variables that name other ones.
func enterHomeWith(t *testing.T, folders ...string) {
	t.Helper()
	enterEmptyFolder(t)
	t.Setenv("CLAUDE_CONFIG_DIR", "")
	t.Setenv("CODEX_HOME", "")
	for _, folder := range folders {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

func TestInitReportsTheResult(t *testing.T) {
	for name, test := range map[string]struct {
		folders []string
		args    string
		code    int
		want    []string
		files   []string
	}{
		"all that are there":  {[]string{".claude", ".gemini"}, "init", 0, []string{"Claude Code: 17 hooks added to ", "Gemini CLI: 8 hooks added to ", ".htmlgraph/htmlgraph.db", "htmlgraph serve"}, []string{".claude/settings.json", ".gemini/settings.json"}},
		"one that is named":   {[]string{".claude"}, "init --agent codex", 0, []string{"Codex: 12 hooks added to ", "trusted"}, []string{".codex/hooks.json"}},
		"a project":           {[]string{".claude", "p/.git", "p/deep"}, "init --project", 0, []string{"Claude Code: 17 hooks added to "}, []string{"p/.claude/settings.local.json"}},
		"none is there":       {nil, "init", 1, []string{"no agent found"}, nil},
		"an unknown one":      {nil, "init --agent hal", 2, []string{`--agent "hal" is not known; choose from claude, codex, gemini`}, nil},
		"both":                {[]string{".claude"}, "init --global --project", 2, []string{"cannot be combined"}, nil},
		"nothing to take out": {[]string{".claude"}, "init --uninstall", 0, []string{"Claude Code: no HtmlGraph hooks in "}, nil},
		"what would be":       {[]string{".claude"}, "init --dry-run", 0, []string{"+++ ", `+    "Stop": [`}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			enterHomeWith(t, test.folders...)
			root, _ := os.Getwd()
			if strings.Contains(test.args, "--project") && test.code == 0 {
				t.Chdir("p/deep")
			}
			code, stdout, stderr := run(t, strings.Fields(test.args)...)
			for _, want := range test.want {
				if !strings.Contains(stdout+stderr, want) {
					t.Errorf("does not print %q:\n%s%s", want, stdout, stderr)
				}
			}
			if code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			found, _ := exec.Command("find", root, "-name", "*.json").Output()
			for _, file := range test.files {
				if !strings.Contains(string(found), filepath.Join(root, file)+"\n") {
					t.Errorf("%s is missing among\n%s", file, found)
				}
			}
			if n := strings.Count(string(found), "\n"); n != len(test.files) {
				t.Errorf("%d files, want %d:\n%s", n, len(test.files), found)
			}
		})
	}
}

func TestInitContinuesAfterABrokenFile(t *testing.T) {
	enterHomeWith(t, ".claude", ".gemini")
	os.WriteFile(".claude/settings.json", []byte("{"), 0o600)
	code, stdout, stderr := run(t, "init")
	if code != 1 || !strings.Contains(stderr, "settings.json is left as it is: it is not JSON") || !strings.Contains(stdout, "Gemini CLI: 8 hooks added to") {
		t.Errorf("exit code %d, %q, %q", code, stdout, stderr)
	}
}

// TestUninstallLeavesAHomeAsItWas: the files, the folders that init created, and the user's own hooks.
func TestUninstallLeavesAHomeAsItWas(t *testing.T) {
	enterHomeWith(t, ".claude", ".gemini")
	mine := `{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "say done; HTMLGRAPH_DB=x htmlgraph hook --agent claude"}]}]}}`
	os.WriteFile(".claude/settings.json", []byte(mine), 0o600)
	os.WriteFile(".gemini/settings.json", []byte("{\n}"), 0o600)
	before := tree(t)
	for _, test := range []struct{ args, want string }{
		{"init", "Claude Code: 17 hooks added to "},
		{"init --agent codex", "Codex: 12 hooks added to "},
		{"init", "Gemini CLI: hooks are already installed in "},
		{"init --uninstall --dry-run", "+++ " + os.DevNull},
		{"init --uninstall", "/.codex/hooks.json; the file, which init created, is removed"},
	} {
		if code, stdout, stderr := run(t, strings.Fields(test.args)...); code != 0 || !strings.Contains(stdout, test.want) {
			t.Errorf("%s: exit code %d, does not print %q:\n%s%s", test.args, code, test.want, stdout, stderr)
		}
	}
	if after := tree(t); after != before {
		t.Errorf("it is\n%s, was\n%s", after, before)
	}
}

// tree lists the current folder: names and texts.
func tree(t *testing.T) string {
	t.Helper()
	var list strings.Builder
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		text, _ := os.ReadFile(path)
		fmt.Fprintf(&list, "%s %q\n", path, text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list.String()
}

// TestInitKnowsTheFlagsOfHooks: a hook with other flags of `htmlgraph hook` is corrected, and keeps them.
func TestInitKnowsTheFlagsOfHooks(t *testing.T) {
	enterHomeWith(t, ".claude")
	arguments := "hook --db x.db --server http://127.0.0.1:1 --token s --no-redact --agent claude"
	os.WriteFile(".claude/settings.json", []byte(`{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "/old/htmlgraph `+arguments+`"}]}]}}`), 0o600)
	code, stdout, stderr := run(t, "init")
	text, _ := os.ReadFile(".claude/settings.json")
	if code != 0 || !strings.Contains(stdout, "16 hooks added to and 1 corrected in ") || strings.Contains(string(text), "/old/") || !strings.Contains(string(text), arguments) {
		t.Errorf("exit code %d\n%s%s\n%s", code, stdout, stderr, text)
	}
}
