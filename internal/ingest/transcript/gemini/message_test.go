package gemini_test

import (
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/gemini"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/transcripttest"
)

// TestWhatIsSaidIsAMessage reads a chat as Gemini CLI writes it (packages/core/src/services/chatRecordingTypes.ts). The second record of an answer holds more
// of it than the first.
func TestWhatIsSaidIsAMessage(t *testing.T) {
	lines := []string{
		`{"sessionId":"s1","projectHash":"h","startTime":"2026-03-18T12:00:00Z","kind":"main"}`,
		`{"id":"u1","timestamp":"2026-03-18T12:00:01Z","type":"user","content":[{"text":"See "},{"text":"this"},{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgoAAAANSUhEUg=="}}]}`,
		`{"id":"a1","timestamp":"2026-03-18T12:00:02Z","type":"gemini","model":"gemini-2.5-pro","content":"","thoughts":[{"subject":"Looking","description":"I read it."}],"toolCalls":[{"id":"run-1","name":"read_file","args":{"file_path":"/a"},"status":"success","timestamp":"2026-03-18T12:00:03Z","result":[{"functionResponse":{"response":{"output":"none"}}}]}]}`,
		`{"id":"a1","timestamp":"2026-03-18T12:00:02Z","type":"gemini","model":"gemini-2.5-pro","content":"It is red.","thoughts":[{"subject":"Looking","description":"I read it."},{"subject":"Answering","description":""}]}`,
		`{"id":"e1","timestamp":"2026-03-18T12:00:05Z","type":"error","content":"quota exceeded"}`,
	}
	want := []string{
		`prompt user | body 0 text "See this" | body 1 blob image/png 16`,
		`answer assistant | body 0 reasoning "Looking\nI read it." | body 500 text "It is red." | body 0 reasoning "Looking\nI read it." | body 1 reasoning "Answering"`,
		`call assistant | call 0 tool_call "{\"file_path\":\"/a\"}" | response 0 tool_call_response "none"`,
		`error system | body 0 text "quota exceeded"`,
	}
	got := transcripttest.Said(t, gemini.Lines(), transcript.Source{Name: "session-1"}, strings.Join(lines, "\n"))
	if got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}
