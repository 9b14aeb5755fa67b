package hook_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

func TestTheLifeOfACall(t *testing.T) {
	for name, test := range map[string]struct {
		agentID               string
		event, members        string
		status                ingest.Status
		input, output, failed string
		seconds               float64
	}{
		"begins":            {agent.ClaudeCode, "PreToolUse", `"tool_name":"Bash","tool_input":{"command":"ls","description":"List"}`, ingest.StatusStarted, "ls", "", "", 0},
		"ends":              {agent.ClaudeCode, "PostToolUse", `"tool_name":"Bash","tool_input":{"command":"ls"},"tool_response":{"stdout":"a\nb","stderr":"","interrupted":false},"duration_ms":1250`, ingest.StatusCompleted, "ls", "a\nb", "", 1.25},
		"ends with blocks":  {agent.ClaudeCode, "PostToolUse", `"tool_name":"mcp__x__y","tool_input":{},"tool_response":[{"type":"text","text":"one"},{"type":"text","text":"two"}]`, ingest.StatusCompleted, "", "one\ntwo", "", 0},
		"ends with a file":  {agent.ClaudeCode, "PostToolUse", `"tool_name":"Write","tool_input":{"file_path":"/a","content":"b"},"tool_response":{"filePath":"/a","success":true}`, ingest.StatusCompleted, "/a", `{"filePath":"/a","success":true}`, "", 0},
		"fails":             {agent.ClaudeCode, "PostToolUseFailure", `"tool_name":"Bash","tool_input":{"command":"ls"},"error":"exit 1","duration_ms":20`, ingest.StatusFailed, "ls", "exit 1", "exit 1", 0.02},
		"is denied":         {agent.ClaudeCode, "PermissionDenied", `"tool_name":"Bash","tool_input":{"command":"rm"},"reason":"too much"`, ingest.StatusRejected, "rm", "", "too much", 0},
		"is refused":        {agent.ClaudeCode, "PostToolUseFailure", `"tool_name":"Bash","tool_input":{"command":"rm"},"error":"The user doesn't want to proceed with this tool use. The tool use was rejected"`, ingest.StatusRejected, "rm", "The user doesn't want to proceed with this tool use. The tool use was rejected", "The user doesn't want to proceed with this tool use. The tool use was rejected", 0},
		"is interrupted":    {agent.ClaudeCode, "PostToolUseFailure", `"tool_name":"Bash","tool_input":{"command":"rm"},"error":"aborted","is_interrupt":true`, ingest.StatusCancelled, "rm", "aborted", "aborted", 0},
		"a strange time":    {agent.ClaudeCode, "PostToolUse", `"tool_name":"Bash","tool_input":"text","tool_response":7,"duration_ms":-1`, ingest.StatusCompleted, "text", "7", "", 0},
		"Codex ends":        {agent.Codex, "PostToolUse", `"tool_name":"Bash","tool_input":{"command":"ls"},"tool_response":"a"`, ingest.StatusCompleted, "ls", "a", "", 0},
		"Gemini ends":       {agent.GeminiCLI, "AfterTool", `"tool_name":"read_file","tool_input":{"absolute_path":"/a"},"tool_response":{"llmContent":"text","returnDisplay":""}`, ingest.StatusCompleted, "/a", "text", "", 0},
		"Gemini has parts":  {agent.GeminiCLI, "AfterTool", `"tool_name":"read_file","tool_input":{"absolute_path":"/a"},"tool_response":{"llmContent":[{"text":"x"},{"text":"y"}]}`, ingest.StatusCompleted, "/a", "x\ny", "", 0},
		"Gemini fails":      {agent.GeminiCLI, "AfterTool", `"tool_name":"x","tool_input":{"query":"q"},"tool_response":{"llmContent":"no","error":{"message":"gone","type":"t"}}`, ingest.StatusFailed, "q", "no", "gone", 0},
		"Gemini fails bare": {agent.GeminiCLI, "AfterTool", `"tool_name":"x","tool_input":{"query":"q"},"tool_response":{"error":"gone"}`, ingest.StatusFailed, "q", `{"error":"gone"}`, "gone", 0},
	} {
		t.Run(name, func(t *testing.T) {
			e := onlyEvent(t, test.agentID, claude(test.event, test.members+`,"tool_use_id":"t1"`))
			seconds := 0.0
			if e.DurationSeconds != nil {
				seconds = *e.DurationSeconds
			}
			if e.Status != test.status || e.Input != test.input || e.Output != test.output || e.Error != test.failed || seconds != test.seconds {
				t.Errorf("%s, %q, %q, %q, %v s; want %+v", e.Status, e.Input, e.Output, e.Error, seconds, test)
			}
		})
	}
}

func TestADelegation(t *testing.T) {
	for name, test := range map[string]struct {
		agentID        string
		event, members string
		status         ingest.Status
		kind, task     string
	}{
		"begins":                {agent.ClaudeCode, "PreToolUse", `"tool_name":"Agent","tool_input":{"prompt":"look","subagent_type":"Explore"}`, ingest.StatusStarted, "Explore", ""},
		"by its former name":    {agent.ClaudeCode, "PreToolUse", `"tool_name":"Task","tool_input":{"prompt":"look","subagent_type":"Explore"}`, ingest.StatusStarted, "Explore", ""},
		"ends":                  {agent.ClaudeCode, "PostToolUse", `"tool_name":"Agent","tool_input":{"prompt":"look","subagent_type":"Explore"},"tool_response":{"status":"completed","agentId":"a1","content":[{"type":"text","text":"found"}],"totalTokens":7}`, ingest.StatusCompleted, "Explore", "a1"},
		"goes on in background": {agent.ClaudeCode, "PostToolUse", `"tool_name":"Agent","tool_input":{"prompt":"look"},"duration_ms":3,"tool_response":{"status":"async_launched","agentId":"a1"}`, ingest.StatusStarted, "", "a1"},
		"of Codex":              {agent.Codex, "PostToolUse", `"tool_name":"spawn_agent","tool_input":{"message":"look","agent_type":"worker"},"tool_response":"{\"agent_id\":\"a1\"}"`, ingest.StatusStarted, "worker", "a1"},
	} {
		t.Run(name, func(t *testing.T) {
			e := onlyEvent(t, test.agentID, claude(test.event, test.members+`,"tool_use_id":"t1"`))
			if e.Type != ingest.TypeTaskDelegation || e.ToolName != "Task" || e.Input != "look" || e.Status != test.status || e.SubagentType != test.kind || e.TaskID != test.task {
				t.Errorf("delegation = %+v; want %+v", e, test)
			}
			if test.status == ingest.StatusStarted && e.DurationSeconds != nil {
				t.Error("what goes on has no duration")
			}
		})
	}
}

func TestUnknownMembersAreKept(t *testing.T) {
	e := onlyEvent(t, agent.ClaudeCode, claude("Brandnew", `"effort":{"level":"high"},"n":1`))
	want := raws("permission_mode", `"default"`, "hook_event_name", `"Brandnew"`, "effort", `{"level":"high"}`, "n", "1")
	if diff := cmp.Diff(want, e.Context); diff != "" || e.ToolName != "Brandnew" {
		t.Error(e.ToolName, diff)
	}
	e = onlyEvent(t, agent.ClaudeCode, claude("Brandnew", `"long":"`+strings.Repeat("é", 9000)+`"`))
	if long := string(e.Context["long"]); !strings.HasSuffix(long, `é… [truncated from 9000 characters]"`) || utf8.RuneCountInString(long) > 8<<10 {
		t.Errorf("a long member is kept with %d characters: …%s", utf8.RuneCountInString(long), long[len(long)-40:])
	}
}

func TestBrokenTextIsRepaired(t *testing.T) {
	e := onlyEvent(t, agent.ClaudeCode, claude("UserPromptSubmit", `"prompt_id":"p","prompt":"a`+"\xff"+`b\u0000c\ud800"`))
	if e.Input != "a\uFFFDb\uFFFDc\uFFFD" {
		t.Errorf("prompt = %q", e.Input)
	}
}

func TestAPayloadOfGeminiHasItsTime(t *testing.T) {
	for name, test := range map[string]struct{ stated, want string }{
		"its own":       {"2026-03-18T11:59:58.5Z", "2026-03-18T11:59:58.500000"},
		"in the future": {"2027-03-18T12:00:00Z", "2026-03-18T12:00:01.000000"},
		"long ago":      {"1999-03-18T12:00:00Z", "2026-03-18T12:00:01.000000"},
		"no time":       {"soon", "2026-03-18T12:00:01.000000"},
	} {
		t.Run(name, func(t *testing.T) {
			if e := onlyEvent(t, agent.GeminiCLI, claude("BeforeAgent", `"prompt":"x","timestamp":"`+test.stated+`"`)); string(e.At) != test.want {
				t.Errorf("at %s, want %s", e.At, test.want)
			}
		})
	}
}
