package hook_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/hook"
)

// said returns the messages that a payload reports, one a line: its kind, its role, and its parts.
func said(t *testing.T, agentID, payload string) string {
	t.Helper()
	observations, err := hook.Observe(agent.Get(agentID), []byte(payload), time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, o := range observations {
		m := o.Message
		if o.Event != nil && o.Event.Message != nil {
			m = o.Event.Message
		}
		if m == nil {
			continue
		}
		line := fmt.Sprintf("%s %s", m.Kind, m.Role)
		if m.Fingerprint != nil {
			line += " of " + m.Subagent
		}
		for _, p := range m.Parts {
			line += fmt.Sprintf(" | %s %d %s %s %q", p.Section, p.Number, p.Type, p.Name, p.Text)
			if p.Blob != nil {
				line += " " + p.Blob.MIME
			}
			if p.Meta != nil {
				line += " " + string(p.Meta)
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// TestAHookReportsMessages reads payloads as the agents write them (docs/hooks of Claude Code; codex-rs/hooks of Codex; docs/hooks of Gemini CLI).
func TestAHookReportsMessages(t *testing.T) {
	long := strings.Repeat("0123456789", 20_000)
	for name, test := range map[string]struct{ agent, payload, want string }{
		"a prompt, as a whole": {
			agent.ClaudeCode, `{"session_id":"s","hook_event_name":"UserPromptSubmit","prompt_id":"p","prompt":"` + long + `"}`,
			fmt.Sprintf("prompt user | body 0 text  %q", long),
		},
		"a call that begins": {
			agent.ClaudeCode, `{"session_id":"s","hook_event_name":"PreToolUse","tool_name":"Bash","tool_use_id":"toolu_1","tool_input":{"command":"ls"}}`,
			`call assistant | call 0 tool_call Bash "{\"command\":\"ls\"}"`,
		},
		"a call that ends": {
			agent.ClaudeCode, `{"session_id":"s","hook_event_name":"PostToolUse","tool_name":"Bash","tool_use_id":"toolu_1","tool_input":{"command":"ls"},"tool_response":{"stdout":"a.go","stderr":"","interrupted":false}}`,
			`call assistant | call 0 tool_call Bash "{\"command\":\"ls\"}" | response 0 tool_call_response Bash "a.go" {"stdout":"a.go","stderr":"","interrupted":false}`,
		},
		"a call that failed": {
			agent.ClaudeCode, `{"session_id":"s","hook_event_name":"PostToolUseFailure","tool_name":"Bash","tool_use_id":"toolu_1","tool_input":{"command":"false"},"error":"Exit code 1"}`,
			`call assistant | call 0 tool_call Bash "{\"command\":\"false\"}" | response 0 tool_call_response Bash "Exit code 1"`,
		},
		"the end of a turn": {
			agent.ClaudeCode, `{"session_id":"s","hook_event_name":"Stop","prompt_id":"p","last_assistant_message":"It works."}`,
			`answer assistant of  | body 0 text  "It works."`,
		},
		"the end of a subagent": {
			agent.ClaudeCode, `{"session_id":"s","hook_event_name":"SubagentStop","agent_id":"a1","agent_type":"Explore","last_assistant_message":"Nothing."}`,
			`answer assistant of a1 | body 0 text  "Nothing."`,
		},
		"a turn that failed": {
			agent.ClaudeCode, `{"session_id":"s","hook_event_name":"StopFailure","error":"rate_limit","last_assistant_message":"API Error: 429"}`,
			`error assistant of  | body 0 text  "API Error: 429"`,
		},
		"a notification": {
			agent.ClaudeCode, `{"session_id":"s","hook_event_name":"Notification","notification_type":"idle_prompt","message":"Claude is waiting for your input"}`,
			`notice system | body 0 text  "Claude is waiting for your input"`,
		},
		"a question for permission": {
			agent.ClaudeCode, `{"session_id":"s","hook_event_name":"PermissionRequest","tool_name":"Bash","tool_input":{"command":"rm -r x"}}`,
			`notice system | body 0 htmlgraph.permission Bash "{\"command\":\"rm -r x\"}"`,
		},
		"the start of a session": {agent.ClaudeCode, `{"session_id":"s","hook_event_name":"SessionStart","source":"startup"}`, ""},
		"an answer of Codex": {
			agent.Codex, `{"session_id":"s","turn_id":"t","hook_event_name":"Stop","last_assistant_message":"Done."}`, `answer assistant of  | body 0 text  "Done."`,
		},
		"an answer of Gemini CLI": {
			agent.GeminiCLI, `{"session_id":"s","hook_event_name":"AfterAgent","timestamp":"2026-03-18T12:00:00Z","prompt":"Fix it","prompt_response":"Done."}`,
			`answer assistant of  | body 0 text  "Done."`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := said(t, test.agent, test.payload); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// TestATruncatedResultIsMarked reads a payload that was shortened because it was too long for the server.
func TestATruncatedResultIsMarked(t *testing.T) {
	payload := `{"session_id":"s","hook_event_name":"PostToolUse","tool_name":"Read","tool_use_id":"toolu_1","tool_input":{"file_path":"/a"},"tool_response":"` + strings.Repeat("a", 200_000) + `"}`
	observations, err := hook.Observe(agent.Get(agent.ClaudeCode), hook.Shorten([]byte(payload), 100_000), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	var parts []ingest.Part
	for _, o := range observations {
		if o.Event != nil {
			parts = o.Event.Message.Parts
		}
	}
	if len(parts) != 2 || parts[0].IsCut || !parts[1].IsCut {
		t.Errorf("%d parts: %+v", len(parts), parts)
	}
}
