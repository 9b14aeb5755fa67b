package hook_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest/hook"
)

func FuzzClaudeCode(f *testing.F) {
	for _, seed := range []string{
		claude("UserPromptSubmit", `"prompt":"hi","prompt_id":"p1"`),
		claude("PostToolUse", `"tool_name":"Agent","tool_input":{"prompt":"look"},"tool_response":{"agentId":"a1","content":[{"text":"x"}]},"tool_use_id":"t1","duration_ms":1e400`),
		claude("PostToolBatch", `"tool_calls":[{"tool_use_id":"t1","tool_response":[null,1,{"text":"x"}]},7]`),
		claude("SubagentStop", `"agent_id":"a1","last_assistant_message":"\u0000\ud800"`),
		claude("PostToolUseFailure", `"tool_name":7,"tool_input":[],"error":null`),
	} {
		f.Add([]byte(seed))
	}
	fuzz(f, agent.ClaudeCode)
}

func FuzzCodex(f *testing.F) {
	for _, seed := range []string{
		claude("UserPromptSubmit", `"prompt":"hi","turn_id":"u1","model":"gpt-5"`),
		claude("PostToolUse", `"tool_name":"spawn_agent","tool_input":{"message":"look"},"tool_response":"{\"agent_id\":\"a1\"}","tool_use_id":"c1"`),
		claude("Interrupt", `"turn_id":{}`),
	} {
		f.Add([]byte(seed))
	}
	fuzz(f, agent.Codex)
}

func FuzzGemini(f *testing.F) {
	for _, seed := range []string{
		claude("BeforeAgent", `"prompt":"hi","timestamp":"2026-03-18T12:00:00Z"`),
		claude("AfterTool", `"tool_name":"read_file","tool_input":{"a":1},"tool_response":{"llmContent":[{"text":"x"}],"error":{"message":"m"}}`),
		claude("AfterModel", `"llm_request":{"messages":[{"role":"user","content":"x"}]},"llm_response":{"usageMetadata":{"totalTokenCount":3}}`),
	} {
		f.Add([]byte(seed))
	}
	fuzz(f, agent.GeminiCLI)
}

// FuzzShorten demands that a payload which is cut fits, unless nothing in it can be cut, and stays the JSON that it was.
func FuzzShorten(f *testing.F) {
	f.Add([]byte(`{"a":"`+strings.Repeat("long ", 100)+`","n":12345678901234567890,"b":[null,"\ud800"]}`), 300)
	f.Add([]byte(`{"a":"`+strings.Repeat("\\u0000<", 100)+`"}`), 600)
	f.Add([]byte(`not JSON`), 3)
	f.Fuzz(func(t *testing.T, payload []byte, limit int) {
		short := hook.Shorten(payload, limit)
		switch {
		case len(payload) <= limit && !bytes.Equal(short, payload):
			t.Fatalf("%q became %q though it fits", payload, short)
		case len(short) > len(payload):
			t.Fatalf("%q became longer: %q", payload, short)
		case json.Valid(payload) && !json.Valid(short):
			t.Fatalf("%q is no JSON any more: %q", payload, short)
		}
	})
}

// fuzz holds what any payload gives against what can be stored: ids, a permitted length, texts without NUL.
func fuzz(f *testing.F, agentID string) {
	f.Fuzz(func(t *testing.T, payload []byte) {
		hook.InferAgent(payload)
		observations, err := hook.Observe(agent.Get(agentID), payload, noon)
		if err != nil {
			return
		}
		again, err := hook.Observe(agent.Get(agentID), payload, noon)
		if err != nil || len(again) != len(observations) || observations[0].Session == nil {
			t.Fatalf("the same payload gives %d and then %d observations, %v", len(observations), len(again), err)
		}
		for i, o := range observations {
			if o.Event == nil {
				continue
			}
			e := o.Event
			if e.ID == "" || e.SessionID == "" || e.Type == "" || e.At == "" || len(e.ID) > 100 || e.ID != again[i].Event.ID {
				t.Fatalf("event = %+v", e)
			}
			for _, text := range []string{e.Input, e.Output, e.Error, e.ToolName, e.SessionID, e.Subagent, e.AgentID} {
				if !utf8.ValidString(text) || strings.ContainsRune(text, 0) || len(text) > 70<<10 {
					t.Fatalf("text %q cannot be stored", text)
				}
			}
		}
	})
}
