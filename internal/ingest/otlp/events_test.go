package otlp

import (
	"errors"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

func TestEventsHaveTheIDsOfOtherSources(t *testing.T) {
	tests := map[string]struct {
		body                             string
		id, kind, tool, input, at, error string
		status                           ingest.Status
		parent                           string
	}{
		"a prompt": {
			body: logOf("claude-code", "user_prompt", "session.id", "s", "prompt.id", "p", "prompt", "Count the birds"),
			id:   ingest.PromptID("s", "p"), kind: "tool_call", tool: "UserQuery", input: "Count the birds", at: "2026-03-18T15:30:00.000000", status: "recorded"},
		"a prompt that is redacted": {
			body: logOf("claude-code", "user_prompt", "session.id", "s", "prompt.id", "p", "prompt", "<REDACTED>"),
			id:   ingest.PromptID("s", "p"), kind: "tool_call", tool: "UserQuery", at: "2026-03-18T15:30:00.000000", status: "recorded"},
		"a notification that the agent answers by itself": {
			body: logOf("claude-code", "user_prompt", "session.id", "s", "prompt.id", "p", "prompt", "<task-notification><task-id>b</task-id></task-notification>"),
			id:   ingest.ForeignPromptID("s", "p"), kind: "check_point", tool: "UserPromptSubmit", input: "<task-notification><task-id>b</task-id></task-notification>",
			at: "2026-03-18T15:30:00.000000", status: "recorded"},
		"a call that ended began before": {
			body: logOf("claude-code", "tool_result", "session.id", "s", "prompt.id", "p", "tool_name", "Bash", "tool_use_id", "toolu_1", "success", "true", "duration_ms", "1500",
				"tool_input", `{"command":"make birds"}`),
			id: ingest.ToolID("toolu_1"), kind: "tool_call", tool: "Bash", input: "make birds", at: "2026-03-18T15:29:58.500000", status: "completed", parent: ingest.PromptID("s", "p")},
		"of members with one name the last counts": {
			body: strings.Replace(logOf("claude-code", "tool_result", "session.id", "s", "tool_name", "Bash", "tool_use_id", "toolu_1", "tool_input", `{"command":"ls","command":"make birds"}`),
				`"stringValue":"toolu_1"`, `"stringValue":"toolu_0","stringValue":"toolu_1"`, 1),
			id: ingest.ToolID("toolu_1"), kind: "tool_call", tool: "Bash", input: "make birds", at: "2026-03-18T15:30:00.000000", status: "completed"},
		"a call that failed": {
			body: logOf("claude-code", "tool_result", "session.id", "s", "tool_name", "Bash", "tool_use_id", "toolu_1", "success", "false", "error", "no such bird"),
			id:   ingest.ToolID("toolu_1"), kind: "tool_call", tool: "Bash", at: "2026-03-18T15:30:00.000000", status: "failed", error: "no such bird"},
		"a call that was refused": {
			body: logOf("claude-code", "tool_decision", "session.id", "s", "tool_name", "Bash", "tool_use_id", "toolu_1", "decision", "reject"),
			id:   ingest.ToolID("toolu_1"), kind: "tool_call", tool: "Bash", at: "2026-03-18T15:30:00.000000", status: "rejected"},
		"a call of Codex that was refused": {
			body: logOf("codex_tui", "codex.tool_decision", "conversation.id", "s", "tool_name", "shell", "call_id", "call_1", "decision", "denied"),
			id:   ingest.ToolID("call_1"), kind: "tool_call", tool: "shell", at: "2026-03-18T15:30:00.000000", status: "rejected"},
		"the span around a call does not say how it ended": {
			body: spanOf("claude-code", "claude_code.tool", "span.type", "tool", "session.id", "s", "tool_name", "Read", "tool_use_id", "toolu_1", "file_path", "/birds"),
			id:   ingest.ToolID("toolu_1"), kind: "tool_call", tool: "Read", input: "/birds", at: "2026-03-18T15:30:00.000000", status: ""},
		"a delegation": {
			body: logOf("claude-code", "tool_result", "session.id", "s", "tool_name", "Agent", "tool_use_id", "toolu_1", "tool_input", `{"subagent_type":"Explore","description":"Find birds"}`),
			id:   ingest.ToolID("toolu_1"), kind: "task_delegation", tool: "Task", input: "Find birds", at: "2026-03-18T15:30:00.000000", status: "completed"},
		"a tool of a server": {
			body: logOf("claude-code", "tool_result", "session.id", "s", "tool_name", "mcp_tool", "tool_use_id", "toolu_1", "tool_parameters", `{"mcp_server_name":"zoo","mcp_tool_name":"feed"}`),
			id:   ingest.ToolID("toolu_1"), kind: "tool_call", tool: "mcp__zoo__feed", at: "2026-03-18T15:30:00.000000", status: "completed"},
		"a call of Codex": {
			body: logOf("codex_tui", "codex.tool_result", "conversation.id", "s", "tool_name", "shell", "call_id", "call_1", "success", "true", "arguments", `{"cmd":"ls"}`),
			id:   ingest.ToolID("call_1"), kind: "tool_call", tool: "shell", input: "ls", at: "2026-03-18T15:30:00.000000", status: "completed"},
		"an unknown event": {
			body: logOf("claude-code", "claude_code.moon_phase", "session.id", "s", "event.sequence", "7", "phase", "full"),
			id:   ingest.MarkID("s", "moon_phase", "2026-03-18T15:30:00.000000/7"), kind: "check_point", tool: "moon_phase", at: "2026-03-18T15:30:00.000000", status: "recorded"},
		"a failed request": {
			body: logOf("claude-code", "api_error", "session.id", "s", "event.sequence", "7", "error", "overloaded", "status_code", "undefined"),
			id:   ingest.MarkID("s", "api_error", "2026-03-18T15:30:00.000000/7"), kind: "error", tool: "api_error", error: "overloaded", at: "2026-03-18T15:30:00.000000", status: "failed"},
		"lines of code": {
			body: metricOf("claude-code", "claude_code.lines_of_code.count", "session.id", "s", "type", "added"),
			id:   ingest.MarkID("s", "lines_of_code.count", "2026-03-18T15:30:00.000000/added/"), kind: "check_point", tool: "lines_of_code.count", at: "2026-03-18T15:30:00.000000", status: "recorded"},
		"a tool after the conventions": {
			body: spanOf("our-bot", "execute_tool feed", "gen_ai.operation.name", "execute_tool", "gen_ai.conversation.id", "s", "gen_ai.tool.name", "feed", "gen_ai.tool.call.id", "c1"),
			id:   ingest.ToolID("c1"), kind: "tool_call", tool: "feed", at: "2026-03-18T15:30:00.000000", status: "completed"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			e := only(t, test.body).Event
			if e == nil {
				t.Fatal("it is no event")
			}
			got := []string{e.ID, e.Type, e.ToolName, e.Input, string(e.At), e.Error, string(e.Status), e.ParentID, e.SessionID}
			want := []string{test.id, test.kind, test.tool, test.input, test.at, test.error, string(test.status), test.parent, "s"}
			if strings.Join(got, "|") != strings.Join(want, "|") {
				t.Errorf("\n%q; want\n%q", got, want)
			}
			if strings.Contains(test.body, "traceId") && string(e.Context["trace_id"]) != `"5b8efff798038103d269b633813fc60c"` {
				t.Errorf("the trace is %s", e.Context["trace_id"])
			}
		})
	}
}

func TestAttributesOfTheUserAreNotStored(t *testing.T) {
	e := only(t, logOf("claude-code", "compaction", "session.id", "s", "user.email", "a@example.org", "user.account_uuid", "u", "organization.id", "o", "trigger", "auto")).Event
	if len(e.Context) == 0 || string(e.Context["trigger"]) != `"auto"` {
		t.Error("nothing is kept")
	}
	for key := range e.Context {
		if strings.HasPrefix(key, "user.") || strings.HasPrefix(key, "organization.") {
			t.Errorf("%s is kept", key)
		}
	}
}

func TestUnusableRecordsAreRejectedAndOthersKept(t *testing.T) {
	for name, test := range map[string]struct {
		body     string
		rejected int64
		message  string
	}{
		"nothing":            {`{}`, 0, ""},
		"empty lists":        {`{"resourceLogs":[]}`, 0, ""},
		"of no agent":        {logOf("nginx", "request", "path", "/"), 1, "1 of no agent"},
		"a metric of none":   {metricOf("nginx", "http.requests"), 1, "1 of no agent"},
		"a span of none":     {spanOf("nginx", "GET /"), 1, "1 of no agent"},
		"without a session":  {logOf("claude-code", "api_request", "model", "m"), 1, "1 without the id of a session"},
		"known and not kept": {logOf("claude-code", "hook_execution_start", "session.id", "s"), 0, ""},
	} {
		result := mustRead(t, test.body)
		if result.Rejected != test.rejected || !strings.HasPrefix(result.Message, test.message) {
			t.Errorf("%s: %d %q", name, result.Rejected, result.Message)
		}
	}
}

func TestUndecodableRequestsAreRefused(t *testing.T) {
	for name, body := range map[string]string{
		"no JSON": "{", "a list": "[]", "null": "null", "nothing": "", "a text": `"x"`, "two": "{}{}", "of another form": `{"resourceLogs":7}`,
	} {
		var undecodable *UndecodableError
		if _, err := Logs([]byte(body), JSON, received); !errors.As(err, &undecodable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var undecodable *UndecodableError
	if _, err := Traces([]byte("\x0a\xff"), Protobuf, received); !errors.As(err, &undecodable) {
		t.Errorf("cut protobuf: %v", err)
	}
}

func TestBrokenTextIsRepaired(t *testing.T) {
	body := strings.Replace(logOf("claude-code", "user_prompt", "session.id", "s", "prompt.id", "p", "prompt", "birdX\u0000s"), "birdX", "bird\xff", 1)
	result, err := Logs([]byte(body), JSON, received)
	if err != nil {
		t.Fatal(err)
	}
	if got := result.Observations[1].Event.Input; got != "bird\uFFFD\uFFFDs" {
		t.Errorf("%q", got)
	}
}
