package transcript_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

func FuzzClaude(f *testing.F) {
	f.Add([]byte(said("u1", `,"promptId":"p1"`, `"<command-name>/x</command-name>"`)))
	f.Add([]byte(answered("a1", "m1", "r1", `{"type":"tool_use","id":"t1","name":"Agent","input":{"prompt":"Look"}}`, `{"input_tokens":1e99,"output_tokens":-4}`) + "\n" +
		said("u2", `,"toolUseResult":{"agentId":"a","status":"async_launched"}`, `[{"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"agentId: a"}]}]`)))
	f.Add([]byte(`{"type":"progress","parentToolUseID":"t","data":{"type":"agent_progress","agentId":"a"}}`))
	f.Add([]byte(`{"type":"queue-operation","content":"<task-notification><task-id>a</task-id><tool-use-id>t1</tool-use-id></task-notification>"}`))
	fuzz(f, transcript.FormatClaude)
}

func FuzzCodex(f *testing.F) {
	f.Add([]byte(rollout(0, "session_meta", `{"id":"x","forked_from_id":"y","source":{"subagent":{"thread_spawn":{"parent_thread_id":"z"}}}}`)))
	f.Add([]byte(tokenCount(3, 100, 40, 20, 5) + "\n" + tokenCount(4, 50, 40, 20, 5)))
	f.Add([]byte(rollout(1, "event_msg", `{"type":"user_message","message":"x","turn_id":"t"}`) + "\n" + rollout(2, "response_item", `{"type":"function_call","name":"shell","arguments":"{\"command\":[1,null]}","call_id":"c"}`) + "\n" +
		rollout(3, "response_item", `{"type":"function_call_output","call_id":"c","output":{"content":"Exit code: 3"}}`)))
	fuzz(f, transcript.FormatCodex)
}

func FuzzGemini(f *testing.F) {
	f.Add([]byte("{" + geminiHeader + "}\n" + geminiAsk + "\n" + geminiAnswer + "\n" + `{"$rewindTo":"u1"}`))
	f.Add([]byte(`{` + geminiHeader + `,"messages":[` + geminiAsk + `,3,null]}`))
	fuzz(f, transcript.FormatGemini)
}

// fuzz reads lines twice, with a carry between them, and holds what is told against what all observations must be.
func fuzz(f *testing.F, format transcript.Format) {
	f.Helper()
	f.Fuzz(func(t *testing.T, text []byte) {
		transcript.Recognise(text)
		var carry json.RawMessage
		for range 2 {
			reader, err := transcript.New(format, transcript.Source{Name: "s", Sidecar: text, Changed: "2026-02-01T10:00:00.000000"}, carry)
			if err != nil {
				t.Fatal(err)
			}
			batch := transcript.NewBatch()
			for _, line := range bytes.Split(text, []byte("\n")) {
				reader.Read(line, batch)
			}
			reader.End(batch, true)
			hold(t, batch)
			if carry, err = reader.Carry(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func hold(t *testing.T, batch *transcript.Batch) {
	t.Helper()
	for _, o := range batch.Observations {
		if e := o.Event; e != nil {
			if e.ID == "" || e.SessionID == "" || !utf8.ValidString(e.Input+e.Output+e.Error+e.ToolName) || e.Type == "" {
				t.Errorf("an event is %+v", e)
			}
			if e.DurationSeconds != nil && *e.DurationSeconds < 0 {
				t.Errorf("an event took %v", *e.DurationSeconds)
			}
			if e.ToolInput != nil && !json.Valid(e.ToolInput) {
				t.Errorf("an input is %q", e.ToolInput)
			}
		}
		if u := o.Usage; u != nil && (u.Input < 0 || u.Output < 0 || u.CacheRead < 0 || u.CacheWrite5m < 0 || u.CacheWrite1h < 0 || u.Thoughts < 0) {
			t.Errorf("a request took %+v", u)
		}
	}
}
