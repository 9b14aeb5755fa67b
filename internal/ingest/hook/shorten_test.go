package hook_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest/hook"
)

func TestShortenCutsTextsAlone(t *testing.T) {
	long := claude("PostToolUse", `"tool_use_id":"t1","n":12345678901234567890,"tool_input":{"command":"ls","content":"`+strings.Repeat("ü", 1<<20)+`"}`)
	short := hook.Shorten([]byte(long), 1<<20)
	if len(short) > 1<<20 || !json.Valid(short) {
		t.Fatalf("%d bytes", len(short))
	}
	before, after := one(t, hook.ClaudeCode, long), one(t, hook.ClaudeCode, string(short))
	if before.ID != after.ID || after.Input != "ls" || string(after.Context["n"]) != "12345678901234567890" {
		t.Errorf("event = %+v", after)
	}
	for name, payload := range map[string]string{"short": `{"a": 1}`, "no JSON": strings.Repeat("x", 100)} {
		if got := string(hook.Shorten([]byte(payload), 50)); got != payload {
			t.Errorf("%s: became %q", name, got)
		}
	}
}
