package transcript_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
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

// FuzzGeminiDocument reads a chat that is one JSON document.
func FuzzGeminiDocument(f *testing.F) {
	f.Add([]byte(`{` + geminiHeader + `,"messages":[` + geminiAsk + `,` + geminiAnswer + `]}`))
	f.Add([]byte(`{` + geminiHeader + `,"messages":{"0":` + geminiAsk + `}}`))
	fuzz(f, transcript.FormatGeminiDocument)
}

// FuzzSidecar reads what stands beside the file of a subagent.
func FuzzSidecar(f *testing.F) {
	f.Add([]byte(`{"agentType":"explorer","toolUseId":"t0","parentAgentId":"out","spawnDepth":2}`))
	f.Add([]byte(`{"agentType":7,"toolUseId":{},"spawnDepth":-1e99,"description":"\ud800"}`))
	f.Add([]byte(`{"agentType":`))
	f.Fuzz(func(t *testing.T, beside []byte) {
		from := transcript.Source{Name: "agent-a", AgentID: "a", Sidecar: beside, Changed: "2026-02-01T10:00:00.000000"}
		first, _ := pass(t, transcript.FormatClaude, from, []byte(said("u1", `,"agentId":"a","isSidechain":true`, `"Look"`)), nil)
		hold(t, first, 1)
		again, _ := pass(t, transcript.FormatClaude, from, []byte(said("u1", `,"agentId":"a","isSidechain":true`, `"Look"`)), nil)
		same(t, first, again)
	})
}

// FuzzLines holds the lines that are cut against the text: together they are all of it, and the offset is where the next begins.
func FuzzLines(f *testing.F) {
	f.Add([]byte("a\r\n\nb\n\xff\xfe\nrest"))
	f.Add(bytes.Repeat([]byte("long "), 80_000))
	f.Fuzz(func(t *testing.T, text []byte) {
		lines, at := transcript.NewLines(bytes.NewReader(text), 0), 0
		for {
			line, tooLong, err := lines.Next()
			if err != nil {
				break
			}
			whole := text[at:lines.Offset]
			if at = int(lines.Offset); tooLong || !bytes.HasSuffix(whole, []byte("\n")) || !bytes.Equal(line, bytes.TrimRight(whole, "\r\n")) {
				t.Fatalf("the line %q of %q", line, whole)
			}
		}
		if !bytes.Equal(lines.Rest(), text[at:]) {
			t.Fatalf("%q is left of %q", lines.Rest(), text[at:])
		}
	})
}

// fuzz reads lines, and the same again with what the first reading left, and holds what is told against what all observations must
// be. A reading from the beginning tells the same once more.
func fuzz(f *testing.F, format transcript.Format) {
	f.Helper()
	f.Fuzz(func(t *testing.T, text []byte) {
		transcript.Recognise(text)
		transcript.FirstRecord(text)
		transcript.CodexTurns(bytes.NewReader(text))
		from := transcript.Source{Name: "s", Changed: "2026-02-01T10:00:00.000000"}
		lines := bytes.Count(text, []byte("\n")) + 1
		first, carry := pass(t, format, from, text, nil)
		hold(t, first, len(text)+lines)
		again, _ := pass(t, format, from, text, nil)
		same(t, first, again)
		onward, _ := pass(t, format, from, text, carry)
		hold(t, onward, len(text)+lines)
	})
}

// pass reads lines to their end as one file that is finished.
func pass(t *testing.T, format transcript.Format, from transcript.Source, text []byte, carry json.RawMessage) (*transcript.Batch, json.RawMessage) {
	t.Helper()
	reader, err := transcript.New(format, from, carry)
	if err != nil {
		t.Fatal(err)
	}
	batch := transcript.NewBatch()
	for _, line := range bytes.Split(text, []byte("\n")) {
		reader.Read(line, batch)
	}
	reader.End(batch, true)
	left, err := reader.Carry()
	if err != nil {
		t.Fatal(err)
	}
	return batch, left
}

// same demands that two readings of the same lines tell the same.
func same(t *testing.T, a, b *transcript.Batch) {
	t.Helper()
	x, errX := json.Marshal(a.Observations)
	y, errY := json.Marshal(b.Observations)
	if errX != nil || errY != nil || !bytes.Equal(x, y) {
		t.Errorf("the same lines tell\n%s\nand then\n%s", x, y)
	}
}

// hold demands what every observation promises, and that no few bytes make many of them.
func hold(t *testing.T, batch *transcript.Batch, most int) {
	t.Helper()
	if len(batch.Observations) > most+10 {
		t.Errorf("%d bytes and lines make %d observations", most, len(batch.Observations))
	}
	for _, o := range batch.Observations {
		switch {
		case o.Event != nil:
			holdEvent(t, o.Event)
		case o.Usage != nil:
			u := o.Usage
			if u.ID == "" || u.SessionID == "" || min(u.Input, u.Output, u.CacheRead, u.CacheWrite5m, u.CacheWrite1h, u.Thoughts) < 0 {
				t.Errorf("a request took %+v", u)
			}
		case o.Session != nil:
			if s := o.Session; s.ID == "" || !utf8.ValidString(s.ID+s.Cwd+s.Title+s.Model) || len(s.ID) > longestID {
				t.Errorf("a session is %+v", s)
			}
		}
	}
}

// What a reader may tell at most, in bytes.
const (
	longestID   = 512
	longestText = 64 << 10
)

func holdEvent(t *testing.T, e *ingest.Event) {
	t.Helper()
	if e.ID == "" || e.SessionID == "" || e.Type == "" || !utf8.ValidString(e.ID+e.SessionID+e.ParentID+e.Input+e.Output+e.Error+e.ToolName) {
		t.Errorf("an event is %+v", e)
	}
	for _, id := range []string{e.ID, e.SessionID, e.ParentID, e.Subagent, e.TaskID, e.ToolUseID} {
		if len(id) > longestID {
			t.Errorf("an id has %d bytes", len(id))
		}
	}
	if max(len(e.Input), len(e.Output), len(e.Error)) > longestText {
		t.Errorf("texts have %d, %d and %d bytes", len(e.Input), len(e.Output), len(e.Error))
	}
	if e.DurationSeconds != nil && *e.DurationSeconds < 0 {
		t.Errorf("an event took %v", *e.DurationSeconds)
	}
	if e.ToolInput != nil && !json.Valid(e.ToolInput) {
		t.Errorf("an input is %q", e.ToolInput)
	}
}
