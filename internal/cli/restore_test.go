package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// transcript is a line of Claude Code with a secret in it.
const transcript = `{"type":"user","uuid":"u1","sessionId":"s1","cwd":"/w","timestamp":"2026-03-18T15:30:00Z","message":{"role":"user","content":"export PASSWORD=hunter2"}}` + "\n"

// importAndDelete imports a transcript from the folder of Claude Code, deletes it and returns its path.
func importAndDelete(t *testing.T, flags ...string) string {
	t.Helper()
	enterEmptyFolder(t)
	folder, _ := os.Getwd()
	t.Setenv("CLAUDE_CONFIG_DIR", filepath.Join(folder, "claude"))
	path := filepath.Join(folder, "claude", "projects", "-w", "s1.jsonl")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(transcript), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, stdout, stderr := run(t, append([]string{"import", "--db", "h.db"}, flags...)...); code != 0 {
		t.Fatal(stdout, stderr)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestATranscriptThatWasDeletedIsRestored(t *testing.T) {
	path := importAndDelete(t)
	code, stdout, stderr := run(t, "restore", "s1", "--db", "h.db")
	if code != 0 || stderr != "" || !strings.Contains(stdout, "written    "+path) || !strings.Contains(stdout, "stay redacted") {
		t.Fatalf("exit code %d: %s%s", code, stdout, stderr)
	}
	text, err := os.ReadFile(path)
	if err != nil || string(text) != strings.ReplaceAll(transcript, "hunter2", "[redacted]") {
		t.Errorf("restored %q, %v", text, err)
	}
	if code, stdout, _ = run(t, "restore", "s1", "--db", "h.db"); code != 0 || stdout != "exists     "+path+"\n" {
		t.Errorf("again: exit code %d: %s", code, stdout)
	}
}

func TestRestoreSaysWhyItCannot(t *testing.T) {
	tests := map[string]struct {
		flags, args []string
		code        int
		want        string
	}{
		"an unknown session":         {nil, []string{"nobody"}, 1, "the archive has no transcript of session nobody"},
		"nothing was archived":       {[]string{"--no-archive"}, []string{"s1"}, 1, "unless --no-archive is set"},
		"no session":                 {nil, nil, 2, "takes one SESSION"},
		"another home than before":   {nil, []string{"s1", "--moved"}, 1, "--to"},
		"a folder that is no folder": {nil, []string{"s1", "--to", "text.db"}, 1, "text.db"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			importAndDelete(t, test.flags...)
			if n := len(test.args); n > 1 && test.args[1] == "--moved" {
				t.Setenv("CLAUDE_CONFIG_DIR", t.TempDir())
				test.args = test.args[:1]
			}
			code, stdout, stderr := run(t, append([]string{"restore", "--db", "h.db"}, test.args...)...)
			if code != test.code || stdout != "" || !strings.Contains(stderr, test.want) {
				t.Errorf("exit code %d: %s%s", code, stdout, stderr)
			}
		})
	}
}

func TestTheArchiveIsPrunedForgottenAndMeasured(t *testing.T) {
	if _, err := os.Stat(importAndDelete(t)); err == nil {
		t.Fatal("the transcript is there")
	}
	if _, stdout, _ := run(t, "doctor", "--db", "h.db"); !strings.Contains(stdout, "archive    1 transcripts, ") {
		t.Errorf("doctor: %s", stdout)
	}
	if _, stdout, _ := run(t, "forget", "s1", "--yes", "--db", "h.db"); !strings.Contains(stdout, "archived_transcripts") {
		t.Errorf("forget: %s", stdout)
	}
	if code, _, _ := run(t, "restore", "s1", "--db", "h.db"); code != 1 {
		t.Errorf("a forgotten session is restored: %d", code)
	}
}
