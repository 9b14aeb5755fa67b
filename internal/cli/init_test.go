package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// agents makes the folders of agents in the home, which is the current folder, and forgets others that the environment names.
func agents(t *testing.T, folders ...string) {
	t.Helper()
	stand(t)
	t.Setenv("CLAUDE_CONFIG_DIR", "")
	t.Setenv("CODEX_HOME", "")
	for _, folder := range folders {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

func TestInitSaysWhatItDid(t *testing.T) {
	for name, test := range map[string]struct {
		folders []string
		args    string
		code    int
		says    []string
		files   []string
	}{
		"all that are there":  {[]string{".claude", ".gemini"}, "init", 0, []string{"Claude Code: 17 hooks put into ", "Gemini CLI: 8 hooks put into ", ".htmlgraph/htmlgraph.db", "htmlgraph serve"}, []string{".claude/settings.json", ".gemini/settings.json"}},
		"one that is named":   {[]string{".claude"}, "init --agent codex", 0, []string{"Codex: 12 hooks put into ", "trusted"}, []string{".codex/hooks.json"}},
		"a project":           {[]string{".claude", "p/.git", "p/deep"}, "init --project", 0, []string{"Claude Code: 17 hooks put into "}, []string{"p/.claude/settings.local.json"}},
		"none is there":       {nil, "init", 1, []string{"no agent is found"}, nil},
		"an unknown one":      {nil, "init --agent hal", 2, []string{`--agent "hal" is not claude, codex, gemini`}, nil},
		"both":                {[]string{".claude"}, "init --global --project", 2, []string{"exclude each other"}, nil},
		"nothing to take out": {[]string{".claude"}, "init --uninstall", 0, []string{"Claude Code: no hooks of htmlgraph in "}, nil},
		"what would be":       {[]string{".claude"}, "init --dry-run", 0, []string{"+++ ", `+    "Stop": [`}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			agents(t, test.folders...)
			root, _ := os.Getwd()
			if strings.Contains(test.args, "--project") && test.code == 0 {
				t.Chdir("p/deep")
			}
			code, stdout, stderr := run(t, strings.Fields(test.args)...)
			for _, want := range test.says {
				if !strings.Contains(stdout+stderr, want) {
					t.Errorf("does not say %q:\n%s%s", want, stdout, stderr)
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

func TestInitGoesOnPastABrokenFile(t *testing.T) {
	agents(t, ".claude", ".gemini")
	os.WriteFile(".claude/settings.json", []byte("{"), 0o600)
	code, stdout, stderr := run(t, "init")
	if code != 1 || !strings.Contains(stderr, "settings.json is left as it is: it is not JSON") || !strings.Contains(stdout, "Gemini CLI: 8 hooks put into") {
		t.Errorf("exit code %d, %q, %q", code, stdout, stderr)
	}
}
