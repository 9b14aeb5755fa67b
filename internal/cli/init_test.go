package cli_test

import (
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
