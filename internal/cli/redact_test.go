package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/testkit/secrets"
)

// importPrompts imports a transcript of a session with prompts, without redaction, and returns its path.
func importPrompts(t *testing.T, session string, prompts []string) string {
	t.Helper()
	var lines strings.Builder
	for n, prompt := range prompts {
		text, _ := json.Marshal(prompt)
		fmt.Fprintf(&lines, `{"type":"user","uuid":"%s-%d","sessionId":"%s","cwd":"/w","timestamp":"2026-03-18T15:%02d:%02dZ","message":{"role":"user","content":%s}}`+"\n",
			session, n, session, n/60, n%60, text)
	}
	path := session + ".jsonl"
	if err := os.WriteFile(path, []byte(lines.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, stdout, stderr := run(t, "import", "--no-redact", "--db", "h.db", path); code != 0 {
		t.Fatal(stdout, stderr)
	}
	return path
}

func TestWhatIsStoredIsRedacted(t *testing.T) {
	enterEmptyFolder(t)
	leaks := secrets.Leaks(3)
	var prompts []string
	for _, leak := range leaks {
		prompts = append(prompts, leak.Text)
	}
	importPrompts(t, "s", append(prompts, secrets.Harmless()...))
	waiting := filepath.Join("h.db.local", "00000000000000000001.claude-code.A.json")
	if err := os.MkdirAll("h.db.local", 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(waiting, []byte(`{"session_id":"s","prompt":"password=hunter22"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile("h.db")
	code, plan, stderr := run(t, "redact", "--dry-run", "--db", "h.db")
	if after, _ := os.ReadFile("h.db"); code != 0 || stderr != "" || !bytes.Equal(before, after) {
		t.Fatalf("a dry run: exit code %d, %q", code, stderr)
	}
	code, done, stderr := run(t, "redact", "--db", "h.db")
	if code != 0 || stderr != "" {
		t.Fatalf("exit code %d, %q", code, stderr)
	}
	if strings.ReplaceAll(plan, "found   ", "redacted") != done || !strings.Contains(done, "redacted   agent_events") || !strings.Contains(done, "redacted   spool") {
		t.Errorf("%swas found,\n%swas done", plan, done)
	}
	stored, _ := os.ReadFile("h.db")
	for _, leak := range leaks {
		if bytes.Contains(stored, []byte(leak.Secret)) {
			t.Errorf("%s: the secret of %q stays in the file", leak.Name, leak.Text)
		}
	}
	if payload, err := os.ReadFile(waiting); err != nil || string(payload) != `{"session_id":"s","prompt":"password=[redacted]"}` {
		t.Errorf("the payload is %s, %v", payload, err)
	}
	if _, again, _ := run(t, "redact", "--db", "h.db"); !strings.Contains(again, "in all     0 secrets") {
		t.Errorf("again: %s", again)
	}
	if code, report, _ := run(t, "doctor", "--db", "h.db"); code != 0 {
		t.Errorf("after it the file is not sound:\n%s", report)
	}
}
