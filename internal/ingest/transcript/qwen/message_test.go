package qwen_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/qwen"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/transcripttest"
)

// TestWhatIsSaidIsAMessage reads a chat as Qwen Code writes it (ChatRecord in packages/core/src/services/chatRecordingService.ts).
func TestWhatIsSaidIsAMessage(t *testing.T) {
	var lines []string
	for i, members := range []string{
		`"type":"user","message":{"role":"user","parts":[{"text":"See"},{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgoAAAANSUhEUg=="}}]}`,
		`"type":"assistant","model":"qwen3-coder-plus","message":{"role":"model","parts":[{"text":"I look.","thought":true},{"text":"It is red."},{"functionCall":{"id":"call_1","name":"read_file","args":{"path":"/a"}}}]}`,
		`"type":"tool_result","message":{"role":"user","parts":[{"functionResponse":{"id":"call_1","name":"read_file","response":{"output":"none"}}}]},"toolCallResult":{"callId":"call_1","durationMs":900}`,
		`"type":"system","subtype":"chat_compression","systemPayload":{"info":{"originalTokenCount":155000,"newTokenCount":22000}}`,
		`"type":"user","agentId":"explore-1","isSidechain":true,"message":{"role":"user","parts":[{"text":"Read /a"}]}`,
	} {
		lines = append(lines, fmt.Sprintf(`{"uuid":"u%d","parentUuid":null,"sessionId":"s1","timestamp":"2026-03-18T12:00:0%dZ","cwd":"/app","version":"0.26.0",%s}`, i, i, members))
	}
	want := []string{
		`prompt user | body 0 text "See" | body 1 blob image/png 16`,
		`call assistant | call 0 tool_call "{\"path\":\"/a\"}" | response 0 tool_call_response "none"`,
		`answer assistant | body 500 text "It is red." | body 0 reasoning "I look."`,
		`compaction user | body 0 compaction "" {"originalTokenCount":155000,"newTokenCount":22000}`,
		`prompt user | body 0 text "Read /a"`,
	}
	got := transcripttest.Said(t, qwen.Format(), transcript.Source{Name: "s1"}, strings.Join(lines, "\n"))
	if got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}
