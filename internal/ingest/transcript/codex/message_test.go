package codex_test

import (
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/codex"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/transcripttest"
)

// TestWhatIsSaidIsAMessage reads a rollout as Codex writes it (ResponseItem in codex-rs/protocol/src/models.rs, EventMsg in protocol.rs). The picture is
// the beginning of one.
func TestWhatIsSaidIsAMessage(t *testing.T) {
	lines := []string{
		`{"timestamp":"2026-03-18T12:00:00Z","type":"session_meta","payload":{"id":"0199a213-81c0-7800-8aa1-bbab2a035a53","timestamp":"2026-03-18T12:00:00Z","cwd":"/app"}}`,
		`{"timestamp":"2026-03-18T12:00:01Z","type":"turn_context","payload":{"turn_id":"turn-1","cwd":"/app","model":"gpt-5-codex"}}`,
		`{"timestamp":"2026-03-18T12:00:01Z","type":"response_item","payload":{"type":"message","role":"developer","content":[{"type":"input_text","text":"<permissions>ask</permissions>"}]}}`,
		`{"timestamp":"2026-03-18T12:00:01Z","type":"response_item","payload":{"type":"message","role":"user","content":[{"type":"input_text","text":"<environment_context><cwd>/app</cwd></environment_context>"}]}}`,
		`{"timestamp":"2026-03-18T12:00:02Z","type":"event_msg","payload":{"type":"user_message","message":"See","images":["data:image/png;base64,iVBORw0KGgoAAAANSUhEUg=="],"local_images":["/app/a.png"]}}`,
		`{"timestamp":"2026-03-18T12:00:03Z","type":"response_item","payload":{"type":"reasoning","summary":[{"type":"summary_text","text":"**Looking**"}],"encrypted_content":"x"}}`,
		`{"timestamp":"2026-03-18T12:00:04Z","type":"response_item","payload":{"type":"reasoning","summary":[],"encrypted_content":"x"}}`,
		`{"timestamp":"2026-03-18T12:00:05Z","type":"response_item","payload":{"type":"function_call","name":"shell","arguments":"{\"command\":[\"ls\"]}","call_id":"call_1"}}`,
		`{"timestamp":"2026-03-18T12:00:06Z","type":"response_item","payload":{"type":"function_call_output","call_id":"call_1","output":"{\"output\":\"a.go\\n\",\"metadata\":{\"exit_code\":0}}"}}`,
		`{"timestamp":"2026-03-18T12:00:07Z","type":"response_item","payload":{"type":"custom_tool_call","name":"apply_patch","input":"*** Begin Patch\n*** End Patch","call_id":"call_2"}}`,
		`{"timestamp":"2026-03-18T12:00:08Z","type":"event_msg","payload":{"type":"agent_message","message":"It is done."}}`,
		`{"timestamp":"2026-03-18T12:00:08Z","type":"response_item","payload":{"type":"message","role":"assistant","content":[{"type":"output_text","text":"It is done."}]}}`,
		`{"timestamp":"2026-03-18T12:00:09Z","type":"event_msg","payload":{"type":"error","message":"stream disconnected"}}`,
		`{"timestamp":"2026-03-18T12:00:10Z","type":"compacted","payload":{"message":"We looked."}}`,
	}
	want := []string{
		`reminder system | body 0 htmlgraph.reminder "<permissions>ask</permissions>"`,
		`reminder user | body 0 htmlgraph.reminder "<environment_context><cwd>/app</cwd></environment_context>"`,
		`prompt user | body 0 text "See" | body 1 blob image/png 16 | body 2 file "/app/a.png"`,
		`answer assistant | body 0 reasoning "**Looking**"`,
		`answer assistant | body 0 reasoning "" {"encrypted":true}`,
		`call assistant | call 0 tool_call "{\"command\":[\"ls\"]}" | response 0 tool_call_response "a.go\n"`,
		`call assistant | call 0 tool_call "*** Begin Patch\n*** End Patch"`,
		`answer assistant | body 500 text "It is done."`,
		`error system | body 0 text "stream disconnected"`,
		`compaction user | body 0 compaction "We looked."`,
	}
	got := transcripttest.Said(t, codex.Format(), transcript.Source{Name: "rollout-2026-03-18T12-00-00-0199a213-81c0-7800-8aa1-bbab2a035a53"}, strings.Join(lines, "\n"))
	if got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}
