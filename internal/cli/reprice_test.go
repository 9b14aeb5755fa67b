package cli_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// importRequests imports a transcript with a request of each model, of 1000 tokens of input, with prices of one's own.
func importRequests(t *testing.T, prices string, models ...string) {
	t.Helper()
	var lines strings.Builder
	for n, model := range models {
		fmt.Fprintf(&lines, `{"type":"assistant","uuid":"a%[1]d","sessionId":"s","cwd":"/w","requestId":"r%[1]d","timestamp":"2026-10-%02[2]dT10:00:00Z",`+
			`"message":{"id":"m%[1]d","role":"assistant","model":"%[3]s","content":[{"type":"text","text":"x"}],"usage":{"input_tokens":1000,"output_tokens":0}}}`+"\n",
			n, n+1, model)
	}
	for path, content := range map[string]string{"s.jsonl": lines.String(), "own.json": prices} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if code, stdout, stderr := run(t, "import", "--db", "h.db", "--prices", "own.json", "s.jsonl"); code != 0 {
		t.Fatal(stdout, stderr)
	}
}

// wrong are prices by which the first request costs too little, and the second has a cost although nobody knows it.
const wrong = `{"models": [{"model": "claude-opus-5", "prices": [{"input": 1, "output": 1}]}, {"model": "in-house-7b", "prices": [{"input": 7, "output": 1}]}]}`

func TestStoredRequestsArePricedAgain(t *testing.T) {
	enterEmptyFolder(t)
	importRequests(t, wrong, "claude-opus-5", "in-house-7b", "claude-sonnet-5")
	before, _ := os.ReadFile("h.db")
	code, plan, stderr := run(t, "reprice", "--dry-run", "--db", "h.db")
	if after, _ := os.ReadFile("h.db"); code != 0 || stderr != "" || !bytes.Equal(before, after) {
		t.Fatalf("a dry run: exit code %d, %q", code, stderr)
	}
	if names, _ := filepath.Glob("h.db-*"); len(names) != 0 {
		t.Errorf("it leaves %v", names)
	}
	code, done, stderr := run(t, "reprice", "--db", "h.db")
	if code != 0 || stderr != "" || strings.ReplaceAll(plan, "to reprice", "repriced  ") != done {
		t.Errorf("exit code %d, %q:\n%swas planned,\n%swas done", code, stderr, plan, done)
	}
	for _, want := range []string{
		"prices     checked on 2026-", "read       3 requests, 0 with a cost that a source stated\n",
		"repriced   claude-opus-5                           1   0.001000 USD -> 0.005000 USD\n",
		"repriced   in-house-7b                             1   0.007000 USD -> 0.000000 USD\n",
		"in all     2 requests, 0.008000 USD -> 0.005000 USD\n", "unpriced   1 request; htmlgraph doctor names their models\n",
	} {
		if !strings.Contains(done, want) {
			t.Errorf("%q is not in\n%s", want, done)
		}
	}
	if _, again, _ := run(t, "reprice", "--db", "h.db"); !strings.Contains(again, "in all     0 requests, 0.000000 USD -> 0.000000 USD\n") {
		t.Errorf("again: %s", again)
	}
	_, costs, _ := run(t, "export", "costs", "--db", "h.db")
	if !strings.Contains(costs, `"cost_usd":0.005`) || !strings.Contains(costs, `"cost_usd":0.002`) || !strings.Contains(costs, `"cost_usd":null`) {
		t.Errorf("the costs are %s", costs)
	}
	if code, report, _ := run(t, "doctor", "--db", "h.db"); code != 0 || !strings.Contains(report, "prices     checked on 2026-") ||
		!strings.Contains(report, "unpriced   in-house-7b                             1  no price is known\n") {
		t.Errorf("doctor says %s", report)
	}
	if _, report, _ := run(t, "doctor", "--db", "h.db", "--prices", "own.json"); !strings.Contains(report, "in-house-7b                             1  the prices have it: see htmlgraph reprice --dry-run\n") {
		t.Errorf("doctor says %s", report)
	}
}

func TestOnlyRequestsSinceADayArePricedAgain(t *testing.T) {
	enterEmptyFolder(t)
	importRequests(t, wrong, "claude-opus-5", "claude-opus-5", "claude-opus-5")
	if _, plan, _ := run(t, "reprice", "--dry-run", "--since", "2026-10-02", "--db", "h.db"); !strings.Contains(plan, "since      2026-10-02 (UTC)\nread       2 requests,") ||
		!strings.Contains(plan, "in all     2 requests, 0.002000 USD -> 0.010000 USD\n") {
		t.Errorf("since the second day: %s", plan)
	}
	if _, done, _ := run(t, "reprice", "--since", "2026-10-03", "--prices", "own.json", "--db", "h.db"); !strings.Contains(done, "own.json wins over them\n") || !strings.Contains(done, "in all     0 requests") {
		t.Errorf("by the prices of the import: %s", done)
	}
	for _, args := range [][]string{{"--since", "soon"}, {"--since", "2999-01-01"}, {"more"}} {
		if code, _, stderr := run(t, append([]string{"reprice", "--db", "h.db"}, args...)...); code != 2 {
			t.Errorf("%v: exit code %d, %s", args, code, stderr)
		}
	}
	if err := os.WriteFile("broken.json", []byte("{\n\"modles\": []}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := run(t, "reprice", "--db", "h.db", "--prices", "broken.json"); code != 1 || !strings.Contains(stderr, `broken.json:2: unknown member "modles"`) {
		t.Errorf("broken prices: exit code %d, %s", code, stderr)
	}
	if code, _, stderr := run(t, "reprice", "--db", "absent.db", "--dry-run"); code != 1 || !strings.Contains(stderr, "absent.db") {
		t.Errorf("no database: exit code %d, %s", code, stderr)
	}
}
