package cli_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// setStdin makes text the standard input of the process.
func setStdin(t *testing.T, text string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "stdin")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	before := os.Stdin
	os.Stdin = file
	t.Cleanup(func() { os.Stdin = before; file.Close() })
}

func TestAHookNeverPrintsNorFails(t *testing.T) {
	const payload = `{"session_id":"s1","hook_event_name":"Stop"}`
	for name, test := range map[string]struct {
		args, stdin string
		// spooled is a part of the name of the spooled file, "" where none is expected.
		spooled string
	}{
		"no database at all":   {"hook --db text.db", payload, "claude-code"},
		"of a named agent":     {"hook --db text.db --agent gemini", payload, "gemini"},
		"of an unknown agent":  {"hook --db text.db --agent hal", payload, "claude-code"},
		"no payload":           {"hook", "", ""},
		"no JSON":              {"hook", "nonsense", "claude-code"},
		"an unknown flag":      {"hook --db text.db --loud", payload, "claude-code"},
		"an unknown value":     {"hook --loud very --db text.db", payload, "claude-code"},
		"the word of a plugin": {"hook user-prompt --db text.db", payload, "claude-code"},
		"several words":        {"hook --db=text.db post-tool now -x", payload, "claude-code"},
		"a flag without value": {"hook --db text.db --agent", payload, "claude-code"},
		"a value that is none": {"hook --db text.db --no-redact=perhaps", payload, "claude-code"},
		"another agent":        {"hook --db text.db prompt", `{"session_id":"s1","transcript_path":"/t","cwd":"/w","hook_event_name":"BeforeTool","timestamp":"2026-03-18T12:00:00Z","tool_name":"read_file","tool_input":{}}`, "gemini"},
		"a missing folder":     {"hook --db text.db/x.db", payload, ""},
		"no server":            {"hook --server http://127.0.0.1:1", payload, "claude-code"},
		"no URL":               {"hook --server :::", payload, "claude-code"},
	} {
		t.Run(name, func(t *testing.T) {
			enterEmptyFolder(t)
			setStdin(t, test.stdin)
			code, stdout, stderr := run(t, strings.Fields(test.args)...)
			if code != 0 || stdout != "" || stderr != "" {
				t.Errorf("exit code %d, %q, %q", code, stdout, stderr)
			}
			names, _ := filepath.Glob("text.db.local/[0-9]*")
			if len(names) == 0 {
				names, _ = filepath.Glob(".htmlgraph/htmlgraph.db.local/[0-9]*")
			}
			if (len(names) == 1) != (test.spooled != "") || !strings.Contains(strings.Join(names, ""), test.spooled) {
				t.Errorf("the spool holds %v, want one of %q", names, test.spooled)
			}
		})
	}
}

func TestAHookHasHelp(t *testing.T) {
	if code, stdout, _ := run(t, "hook", "--help"); code != 0 || !strings.Contains(stdout, "standard input") {
		t.Errorf("exit code %d, %q", code, stdout)
	}
}

// stored runs hooks with a payload until it is stored: on a busy machine a hook may run out of time and spool the payload.
func runHookUntilStored(t *testing.T, path, payload string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	for range 50 {
		setStdin(t, payload)
		if code, stdout, stderr := run(t, "hook", "--db", path); code != 0 || stdout != "" || stderr != "" {
			t.Fatalf("exit code %d, %q, %q", code, stdout, stderr)
		}
		var events int
		if err := db.QueryRow("SELECT count(*) FROM agent_events").Scan(&events); err == nil && events > 0 {
			return db
		}
	}
	t.Fatal("the payload is not stored")
	return nil
}

func TestAHookWritesIntoTheDatabaseWhileNoServerRuns(t *testing.T) {
	enterEmptyFolder(t)
	const payload = `{"session_id":"s1","hook_event_name":"PreToolUse","tool_name":"Bash","tool_use_id":"t1","tool_input":{"command":"ls"}}`
	runHookUntilStored(t, "new/x.db", payload) // this creates the database
	db := runHookUntilStored(t, "new/x.db", payload)
	var events int
	var tool, input, status string
	if err := db.QueryRow("SELECT count(*), max(tool_name), max(input_summary), max(status) FROM agent_events").Scan(&events, &tool, &input, &status); err != nil {
		t.Fatal(err)
	}
	if events != 1 || tool != "Bash" || input != "ls" || status != "started" {
		t.Errorf("%d events, %q, %q, %q", events, tool, input, status)
	}
}

func TestAHookKeepsSecretsOnlyWithNoRedact(t *testing.T) {
	const key = "ghp_" + "a1B2a1B2a1B2a1B2a1B2a1B2a1B2"
	for env, want := range map[string]string{"": "echo [redacted]", "true": "echo " + key} {
		t.Run("HTMLGRAPH_NO_REDACT="+env, func(t *testing.T) {
			enterEmptyFolder(t)
			t.Setenv("HTMLGRAPH_NO_REDACT", env)
			db := runHookUntilStored(t, "x.db", `{"session_id":"s1","hook_event_name":"PreToolUse","tool_name":"Bash","tool_use_id":"t1","tool_input":{"command":"echo `+key+`"}}`)
			var input string
			if err := db.QueryRow("SELECT input_summary FROM agent_events").Scan(&input); err != nil || input != want {
				t.Errorf("%q is stored, %v, want %q", input, err, want)
			}
		})
	}
}

// TestAHookTakesAPayloadFromAnInputThatStaysOpen: some agents keep the input open while the hook runs.
func TestAHookTakesAPayloadFromAnInputThatStaysOpen(t *testing.T) {
	enterEmptyFolder(t)
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	before := os.Stdin
	os.Stdin = reader
	t.Cleanup(func() { os.Stdin = before; reader.Close() })
	if _, err := writer.WriteString(`{"session_id":"s1","hook_event_name":"Stop"}` + "\n"); err != nil {
		t.Fatal(err)
	}
	if code, stdout, stderr := run(t, "hook", "--server", "http://127.0.0.1:1"); code != 0 || stdout != "" || stderr != "" {
		t.Errorf("exit code %d, %q, %q", code, stdout, stderr)
	}
	names, _ := filepath.Glob(".htmlgraph/htmlgraph.db.local/*.claude-code.*.json")
	if len(names) != 1 {
		t.Errorf("the spool holds %v", names)
	}
}

// TestWhatAHookPutsAsideHoldsNoSecret: payloads are redacted before they are written.
func TestWhatAHookPutsAsideHoldsNoSecret(t *testing.T) {
	const key = "ghp_" + "a1B2a1B2a1B2a1B2a1B2a1B2a1B2"
	for name, payload := range map[string]string{
		"a payload that waits": `{"session_id":"s1","hook_event_name":"UserPromptSubmit","prompt":"use ` + key + `"}`,
		"no JSON":              "use " + key,
		"a large payload":      `{"session_id":"s1","prompt":"` + key + `","rest":"` + strings.Repeat("x", 17<<20) + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			enterEmptyFolder(t)
			setStdin(t, payload)
			run(t, "hook", "--server", "http://127.0.0.1:1")
			names, _ := filepath.Glob(".htmlgraph/htmlgraph.db.local/[0-9]*")
			if len(names) != 1 {
				t.Fatalf("the spool holds %v", names)
			}
			content, err := os.ReadFile(names[0])
			if err != nil || strings.Contains(string(content), key) || !strings.Contains(string(content), "[redacted]") {
				t.Errorf("%.200q is kept, %v", content, err)
			}
		})
	}
}
