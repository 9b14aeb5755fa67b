package hook_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest/hook"
)

// TestShortenKeepsTheInputAsLongAsItCan: agents whose payloads name no call are known by the input of a call and of its end.
func TestShortenKeepsTheInputAsLongAsItCan(t *testing.T) {
	input := `"tool_name":"write_file","tool_input":{"content":"` + strings.Repeat("x", 600<<10) + `"}`
	begin := claude("BeforeTool", input)
	end := hook.Shorten([]byte(claude("AfterTool", input+`,"tool_response":{"llmContent":"`+strings.Repeat("y", 600<<10)+`"}`)), 1<<20)
	if len(end) > 1<<20 {
		t.Fatalf("%d bytes", len(end))
	}
	if a, b := onlyEvent(t, agent.GeminiCLI, begin), onlyEvent(t, agent.GeminiCLI, string(end)); a.Fingerprint.Key != b.Fingerprint.Key {
		t.Error("the end is not like the beginning")
	}
}

func TestShortenTruncatesOnlyTexts(t *testing.T) {
	long := claude("PostToolUse", `"tool_use_id":"t1","n":12345678901234567890,"tool_input":{"command":"ls","content":"`+strings.Repeat("ü", 1<<20)+`"}`)
	short := hook.Shorten([]byte(long), 1<<20)
	if len(short) > 1<<20 || !json.Valid(short) {
		t.Fatalf("%d bytes", len(short))
	}
	before, after := onlyEvent(t, agent.ClaudeCode, long), onlyEvent(t, agent.ClaudeCode, string(short))
	if before.ID != after.ID || after.Input != "ls" || string(after.Context["n"]) != "12345678901234567890" {
		t.Errorf("event = %+v", after)
	}
	for name, payload := range map[string]string{"short": `{"a": 1}`, "no JSON": strings.Repeat("x", 100)} {
		if got := string(hook.Shorten([]byte(payload), 50)); got != payload {
			t.Errorf("%s: became %q", name, got)
		}
	}
}
