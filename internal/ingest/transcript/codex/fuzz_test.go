package codex_test

import (
	"bytes"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/codex"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/transcripttest"
)

func FuzzCodex(f *testing.F) {
	f.Add([]byte(rollout(0, "session_meta", `{"id":"x","forked_from_id":"y","source":{"subagent":{"thread_spawn":{"parent_thread_id":"z"}}}}`)))
	f.Add([]byte(tokenCount(3, 100, 40, 20, 5) + "\n" + tokenCount(4, 50, 40, 20, 5)))
	f.Add([]byte(rollout(1, "event_msg", `{"type":"user_message","message":"x","turn_id":"t"}`) + "\n" + rollout(2, "response_item", `{"type":"function_call","name":"shell","arguments":"{\"command\":[1,null]}","call_id":"c"}`) + "\n" +
		rollout(3, "response_item", `{"type":"function_call_output","call_id":"c","output":{"content":"Exit code: 3"}}`)))
	transcripttest.Fuzz(f, codex.Format())
}

// FuzzTurns reads the rollout of a parent.
func FuzzTurns(f *testing.F) {
	f.Add([]byte(rollout(0, "session_meta", `{"id":"x"}`) + "\n" + rollout(1, "turn_context", `{"turn_id":"t"}`)))
	f.Fuzz(func(t *testing.T, text []byte) {
		turns, _ := codex.Turns(transcript.NewLines(bytes.NewReader(text), 0))
		if lines := bytes.Count(text, []byte("\n")) + 1; len(turns) > lines {
			t.Errorf("%d lines name %d turns", lines, len(turns))
		}
	})
}
