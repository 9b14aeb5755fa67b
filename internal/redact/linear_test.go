package redact_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/redact"
)

// counted is the environment variable with the path of a text, whose redaction is the work that a process counts.
const counted = "HTMLGRAPH_COUNT_REDACTION_OF"

// TestRedactionOfOneText is run by TestRedactionTakesLinearWork, in a process that counts the statements that are executed.
func TestRedactionOfOneText(t *testing.T) {
	path := os.Getenv(counted)
	if path == "" {
		t.Skip("it is run by another test")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	redact.Text(string(text))
}

// TestRedactionTakesLinearWork gives each rule much of what it begins with, and eight times as much: quadratic work would be 64 times as much.
// The smaller text is longer than what a rule reads around what it begins with. Work is the number of statements of the package that are executed, as coverage counts them, which is the same on each machine.
func TestRedactionTakesLinearWork(t *testing.T) {
	const size, factor, margin = 1 << 14, 8, 2
	count := newCounter(t)
	none := count(t, "")
	for _, part := range []string{
		"-----BEGIN PRIVATE KEY-----", "a://b:", "authorization: ", "bearer ", "eyJaaaaaaaaaaa.", "sk-", "password=", `password\\\\": `, `password="`, `password='\"`, "curl -u ", " -p", "ghp_", "cloudflare=a1", "sentry: ",
		"Cookie: a=", "<password>", `"password", `, "login password ", "bot1234567:", "sha256~", "test_live_", `{"password":`, "[[[{", "a", "-", "\"", "=", "\n",
	} {
		short := count(t, strings.Repeat(part, size/len(part))) - none
		long := count(t, strings.Repeat(part, factor*size/len(part))) - none
		if short <= 0 || long > margin*factor*short {
			t.Errorf("%q takes %d statements, and %d times as much of it %d", part, short, factor, long)
		}
	}
}

// newCounter builds this test so that it counts, and returns what counts the statements that the redaction of a text executes.
func newCounter(t *testing.T) func(*testing.T, string) int {
	t.Helper()
	folder := t.TempDir()
	binary, path, profile := filepath.Join(folder, "redact.test"), filepath.Join(folder, "text"), filepath.Join(folder, "profile")
	build := exec.CommandContext(t.Context(), "go", "test", "-c", "-covermode", "count", "-o", binary, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v: %s", err, out)
	}
	return func(t *testing.T, text string) int {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		run := exec.CommandContext(t.Context(), binary, "-test.run", "^TestRedactionOfOneText$", "-test.coverprofile", profile)
		run.Env = append(os.Environ(), counted+"="+path)
		if out, err := run.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return executed(t, profile)
	}
}

// executed adds up a profile. Each line of it ends with the number of statements in a block, and how often the block was executed.
func executed(t *testing.T, profile string) int {
	t.Helper()
	text, err := os.ReadFile(profile)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) != 3 {
			continue // the first line states the mode
		}
		statements, err := strconv.Atoi(fields[1])
		if err != nil {
			t.Fatal(fmt.Errorf("%q: %w", line, err))
		}
		times, err := strconv.Atoi(fields[2])
		if err != nil {
			t.Fatal(fmt.Errorf("%q: %w", line, err))
		}
		sum += statements * times
	}
	return sum
}
