package cli_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// keeps reports whether a text stands anywhere in the database.
func keeps(t *testing.T, text string) bool {
	t.Helper()
	stored, err := os.ReadFile("h.db")
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Contains(stored, []byte(text))
}

func TestAForgottenSessionIsGoneAndStaysAway(t *testing.T) {
	enterEmptyFolder(t)
	path := importPrompts(t, "first-session", []string{"Paint the shed", "Paint it red"})
	importPrompts(t, "second-session", []string{"Mow the lawn"})
	code, plan, stderr := run(t, "forget", "first-session", "--dry-run", "--db", "h.db")
	if code != 0 || stderr != "" || !strings.Contains(plan, "would go   agent_events                        2") || !keeps(t, "Paint the shed") {
		t.Fatalf("a dry run: exit code %d, %s%s", code, plan, stderr)
	}
	if code, _, stderr := run(t, "forget", "first-session", "--db", "h.db"); code != 2 || !strings.Contains(stderr, "--yes") || !keeps(t, "Paint the shed") {
		t.Errorf("without a terminal: exit code %d, %s", code, stderr)
	}
	if code, stdout, stderr := run(t, "forget", "first-session", "--yes", "--db", "h.db"); code != 0 || !strings.Contains(stdout, "deleted    sessions                            1") {
		t.Fatalf("exit code %d, %s%s", code, stdout, stderr)
	}
	if keeps(t, "Paint") || !keeps(t, "Mow the lawn") {
		t.Error("the file has the wrong session")
	}
	if code, _, stderr := run(t, "forget", "first-session", "--yes", "--db", "h.db"); code != 1 || !strings.Contains(stderr, "no session first-session") {
		t.Errorf("a second time: exit code %d, %s", code, stderr)
	}
	grown, _ := os.ReadFile(path)
	if err := os.WriteFile(path, append(grown, bytes.ReplaceAll(grown, []byte("first-session-"), []byte("first-session-later-"))...), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := run(t, "import", "--db", "h.db", path); code != 0 || keeps(t, "Paint") {
		t.Errorf("an import brings it back: %s", stderr)
	}
	if code, stdout, stderr := run(t, "forget", "first-session", "--undo", "--db", "h.db"); code != 0 || !strings.Contains(stdout, "are stored again") {
		t.Errorf("undo: exit code %d, %s%s", code, stdout, stderr)
	}
	if code, _, stderr := run(t, "import", "--db", "h.db", path); code != 0 || !keeps(t, "Paint the shed") {
		t.Errorf("it is not imported again: %s", stderr)
	}
	if code, _, _ := run(t, "forget", "first-session", "--undo", "--db", "h.db"); code != 1 {
		t.Errorf("a second undo: exit code %d", code)
	}
	if code, report, _ := run(t, "doctor", "--db", "h.db"); code != 0 {
		t.Errorf("after it the file is not sound:\n%s", report)
	}
}

func TestForgetTakesOneSession(t *testing.T) {
	enterEmptyFolder(t)
	for _, args := range [][]string{{"forget"}, {"forget", "a", "b"}, {"forget", ""}} {
		if code, _, stderr := run(t, args...); code != 2 || !strings.Contains(stderr, "one SESSION") {
			t.Errorf("%v: exit code %d, %s", args, code, stderr)
		}
	}
}
