package toolcall_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
)

func TestAnInputIsShownByWhatSaysMost(t *testing.T) {
	for name, test := range map[string]struct{ input, want string }{
		"a command":                        {`{"description":"List","command":"ls -l"}`, "ls -l"},
		"a command in words":               {`{"command":["bash","-lc","ls -l"]}`, "bash -lc ls -l"},
		"a command by its short name":      {`{"cmd":"make","workdir":"/a"}`, "make"},
		"a file":                           {`{"file_path":"/a/b.go","content":"package b"}`, "/a/b.go"},
		"a file by its absolute path":      {`{"absolute_path":"/a/b.go","limit":10}`, "/a/b.go"},
		"a pattern, not where it is found": {`{"path":"/home/dev/shop/internal/checkout","pattern":"func main"}`, "func main"},
		"a folder":                         {`{"path":"/home/dev"}`, "/home/dev"},
		"a page, not the question to it":   {`{"prompt":"What is new?","url":"https://example.org"}`, "https://example.org"},
		"a task, not its title":            {`{"description":"Look","prompt":"Look at the cache","subagent_type":"Explore"}`, "Look at the cache"},
		"a message to a subagent":          {`{"message":"look","agent_type":"explorer"}`, "look"},
		"a text":                           {`"*** Begin Patch"`, "*** Begin Patch"},
		"an unknown member":                {`{"b": 1.50, "a":"<x>"}`, `{"b":1.50,"a":"<x>"}`},
		"an empty text is passed over":     {`{"command":" ","query":"q"}`, "q"},
		"a number is no text":              {`{"command":7,"query":"q"}`, "q"},
		"an escaped name":                  {`{"comm\u0061nd":"ls"}`, "ls"},
		"nothing":                          {`{}`, ""},
		"null":                             {`null`, ""},
		"a number":                         {`7`, "7"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := toolcall.Describe(gjson.Parse(test.input)); got != test.want {
				t.Errorf("Describe(%s) = %q, want %q", test.input, got, test.want)
			}
		})
	}
}

func TestAResultIsShownByItsText(t *testing.T) {
	for name, test := range map[string]struct{ result, want string }{
		"a text":                      {`"ok"`, "ok"},
		"both streams of a command":   {`{"stdout":"a\n","stderr":"b","interrupted":false}`, "a\n\nb"},
		"blocks":                      {`[{"type":"text","text":"one"},{"type":"text","text":"two"}]`, "one\ntwo"},
		"blocks in an object":         {`{"status":"completed","content":[{"type":"text","text":"found"}],"totalTokens":7}`, "found"},
		"one block":                   {`{"type":"text","text":"one"}`, "one"},
		"what the model reads":        {`{"llmContent":"long","returnDisplay":"short"}`, "long"},
		"what the model reads, parts": {`{"llmContent":[{"text":"x"},{"text":"y"}]}`, "x\ny"},
		"the response of a function":  {`[{"functionResponse":{"id":"c","name":"f","response":{"output":"ok"}}}]`, "ok"},
		"the failure of a function":   {`[{"functionResponse":{"response":{"error":"no such file"}}}]`, "no such file"},
		"a response of Gemini CLI": {
			`{"callId":"c","responseParts":{"functionResponse":{"id":"c","name":"f","response":{"output":"ok"}}},"resultDisplay":"short"}`, "ok",
		},
		"responses of Gemini CLI": {
			`{"callId":"c","responseParts":[{"functionResponse":{"response":{"output":"one"}}},{"text":"two"}],"resultDisplay":{"fileDiff":"x"}}`, "one\ntwo",
		},
		"a failure of Gemini CLI":            {`{"callId":"c","responseParts":[{"functionResponse":{"response":{"error":"no such file"}}}]}`, "no such file"},
		"what Gemini CLI shows, no parts":    {`{"callId":"c","responseParts":[],"resultDisplay":"short"}`, "short"},
		"a text that wraps a text":           {`"{\"output\":\"ok\",\"metadata\":{\"exit_code\":0}}"`, "ok"},
		"a text of JSON":                     {`"{\"agent_id\":\"a1\"}"`, `{"agent_id":"a1"}`},
		"a picture in a file":                {`{"type":"image","file":{"base64":"AAAA","type":"image/png","originalSize":150000}}`, "[image png, 150000 bytes]"},
		"a picture in a block":               {`[{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"AAAAAAA="}}]`, "[image jpeg, 5 bytes]"},
		"a picture in a file without a size": {`{"type":"image","file":{"base64":"QUJDRA==","type":"image/png"}}`, "[image png, 4 bytes]"},
		"a picture that a command printed":   {`{"stdout":"data:image/png;base64,QUJDRA==","stderr":"","interrupted":false,"isImage":true}`, "[image png, 4 bytes]"},
		"a document in a file":               {`{"type":"pdf","file":{"filePath":"/a.pdf","base64":"QUJDRA==","originalSize":9000}}`, "[document pdf, 9000 bytes]"},
		"a document in a block":              {`[{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"QUJDRA=="}}]`, "[document pdf, 4 bytes]"},
		"a resource of a server":             {`{"content":[{"type":"resource","resource":{"uri":"x://a","mimeType":"image/gif","blob":"QUJDRA=="}}]}`, "[image gif, 4 bytes]"},
		"a resource that is a text":          {`[{"type":"resource","resource":{"uri":"x://a","mimeType":"text/plain","text":"hello"}}]`, "hello"},
		"a recording of a server":            {`[{"type":"audio","mimeType":"audio/wav","data":"QUJDRA=="}]`, "[audio wav, 4 bytes]"},
		"pictures written as a text":         {`"[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"QUJDRA==\"}},{\"type\":\"text\",\"text\":\"a\"}]"`, "[image png, 4 bytes]\na"},
		"a picture of a server":              {`[{"type":"image","data":"AAAA","mimeType":"image/webp"},{"type":"text","text":"a chart"}]`, "[image webp, 3 bytes]\na chart"},
		"a file that was read":               {`{"type":"text","file":{"filePath":"/a","content":"package a","numLines":1}}`, "package a"},
		"files that were found":              {`{"filenames":["a.go","b.go"],"numFiles":2,"durationMs":3}`, "a.go\nb.go"},
		"a change":                           {`{"filePath":"/a","oldString":"x","newString":"y","structuredPatch":[{"oldStart":1,"lines":["-x","+y"]}]}`, "-x\n+y"},
		"an unknown object":                  {`{"success": true, "filePath": "/a"}`, `{"success":true,"filePath":"/a"}`},
		"a number":                           {`7`, "7"},
		"nothing":                            {`null`, ""},
		"an empty list":                      {`[]`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := toolcall.DescribeResult(gjson.Parse(test.result)); got != test.want {
				t.Errorf("DescribeResult(%s) = %q, want %q", test.result, got, test.want)
			}
		})
	}
}

// TestDataAreShownByTheirSize in each form in which agents write them.
func TestDataAreShownByTheirSize(t *testing.T) {
	data := strings.Repeat("iVBORw0K", 10_000) // 60,000 bytes
	url := "data:image/png;base64," + data
	for name, test := range map[string]struct{ result, want string }{
		"of Codex":                       {`[{"type":"input_image","image_url":"` + url + `","detail":"high"}]`, "[image png, 60000 bytes]"},
		"of Codex, with a text":          {`[{"type":"input_text","text":"a shot"},{"type":"input_image","image_url":"` + url + `"}]`, "a shot\n[image png, 60000 bytes]"},
		"of Codex, a link":               {`[{"type":"input_image","image_url":"https://x.test/a.png"}]`, "https://x.test/a.png"},
		"of Gemini CLI":                  {`{"llmContent":[{"inlineData":{"mimeType":"application/pdf","data":"` + data + `"}}],"returnDisplay":"Read a.pdf"}`, "[document pdf, 60000 bytes]"},
		"of a chat":                      {`[{"type":"image_url","image_url":{"url":"` + url + `"}}]`, "[image png, 60000 bytes]"},
		"a URL":                          {`"` + url + `"`, "[image png, 60000 bytes]"},
		"a URL within a text":            {`"shot: data:image/png;base64,` + data[:400] + ` (done)"`, "shot: [image png, 300 bytes] (done)"},
		"a URL within a text, cut":       {`"shot: ` + url + `… [truncated from 90000 characters]"`, "shot: [image png]"},
		"a URL in what was printed":      {`{"stdout":"![a](data:image/gif;base64,` + data[:400] + `)","stderr":""}`, "![a]([image gif, 300 bytes])"},
		"a short URL":                    {`"data:image/gif;base64,R0lGODlhAQABAAAAACw="`, "[image gif, 14 bytes]"},
		"a short URL within a text":      {`"see data:image/gif;base64,R0lGODlhAQABAAAAACw= there"`, "see data:image/gif;base64,R0lGODlhAQABAAAAACw= there"},
		"parts written as a text":        {`"[{\"type\": \"image\", \"data\": \"` + data + `\", \"mimeType\": \"image/png\"}]"`, "[image png, 60000 bytes]"},
		"a text about pictures":          {`"[{\"type\":\"image\",\"url\":\"https://x.test/a.png\"}]"`, `[{"type":"image","url":"https://x.test/a.png"}]`},
		"a member that nobody knows":     {`{"screenshot":"` + data + `","title":"shop"}`, `{"screenshot":"[data, 60000 bytes]","title":"shop"}`},
		"an output of Codex around data": {`"{\"output\":\"data:image/png;base64,` + data[:400] + `\",\"metadata\":{\"exit_code\":0}}"`, "[image png, 300 bytes]"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := toolcall.DescribeResult(gjson.Parse(test.result)); got != test.want {
				t.Errorf("got %.200q, want %q", got, test.want)
			}
		})
	}
}

func TestLongTextsAreTruncatedWithAMark(t *testing.T) {
	long := strings.Repeat("é", 80<<10)
	part := `{"text":"` + strings.Repeat("x", 999) + `"},`
	for name, test := range map[string]struct {
		got   string
		whole int
	}{
		"an input":             {toolcall.Describe(gjson.Parse(`{"command":"` + long + `"}`)), 80 << 10},
		"a result":             {toolcall.DescribeResult(gjson.Parse(`"` + long + `"`)), 80 << 10},
		"an unknown object":    {toolcall.Describe(gjson.Parse(`{"unknown":"` + long + `"}`)), 79974 + 1960},
		"many parts of a text": {toolcall.DescribeResult(gjson.Parse(`[` + strings.Repeat(part, 200) + `{"text":"end"}]`)), 200*1000 + 3},
	} {
		mark := fmt.Sprintf("… [truncated from %d characters]", test.whole)
		if !strings.HasSuffix(test.got, mark) || utf8.RuneCountInString(test.got) > 64<<10 || !utf8.ValidString(test.got) {
			t.Errorf("%s ends with %q, want %q at the end of at most 65,536 characters", name, test.got[max(0, len(test.got)-40):], mark)
		}
	}
}

func TestADelegationIsKnownByItsToolOrItsSubagent(t *testing.T) {
	for name, test := range map[string]struct {
		call toolcall.Call
		want *toolcall.Delegation
	}{
		"Claude Code asks": {
			call(agent.ClaudeCode, "Agent", `{"prompt":"look","description":"Look","subagent_type":"Explore","model":"sonnet"}`, ``),
			&toolcall.Delegation{SubagentType: "Explore", Description: "Look"},
		},
		"Claude Code has waited": {
			call(agent.ClaudeCode, "Task", `{"prompt":"look","subagent_type":"Explore"}`, `{"status":"completed","agentId":"a1","resolvedModel":"claude-haiku-4-5"}`),
			&toolcall.Delegation{SubagentType: "Explore", Subagent: "a1", Model: "claude-haiku-4-5"},
		},
		"Claude Code does not wait": {
			call(agent.ClaudeCode, "Agent", `{"prompt":"look"}`, `{"status":"async_launched","agentId":"a1"}`),
			&toolcall.Delegation{Subagent: "a1", Launched: true},
		},
		"Claude Code says so in words": {
			call(agent.ClaudeCode, "Task", `{"prompt":"look"}`, `[{"type":"text","text":"Async agent launched successfully.\nagentId: ae1b1c5 (internal)"}]`),
			&toolcall.Delegation{Subagent: "ae1b1c5", Launched: true},
		},
		"Claude Code states it beside the result": {
			toolcall.Call{
				Agent: agent.ClaudeCode, Tool: "Task", Input: gjson.Parse(`{"prompt":"look"}`), Result: gjson.Parse(`"found"`),
				Facts: gjson.Parse(`{"status":"completed","agentId":"a1","resolvedModel":"claude-haiku-4-5"}`),
			},
			&toolcall.Delegation{Subagent: "a1", Model: "claude-haiku-4-5"},
		},
		"Codex asks": {
			call(agent.Codex, "spawn_agent", `{"message":"look","agent_type":"explorer"}`, ``),
			&toolcall.Delegation{SubagentType: "explorer", Launched: true},
		},
		"Codex never waits": {
			call(agent.Codex, "spawn_agent", `{"message":"look","agent_type":"explorer"}`, `"{\"agent_id\":\"a1\"}"`),
			&toolcall.Delegation{SubagentType: "explorer", Subagent: "a1", Launched: true},
		},
		"Gemini CLI asks by name": {
			call(agent.GeminiCLI, "delegate_to_agent", `{"agent_name":"reviewer","objective":"look"}`, ``),
			&toolcall.Delegation{SubagentType: "reviewer"},
		},
		"Gemini CLI has a tool for each subagent": {
			toolcall.Call{Agent: agent.GeminiCLI, Tool: "codebase_investigator", Input: gjson.Parse(`{"objective":"look"}`), Subagent: "a1"},
			&toolcall.Delegation{SubagentType: "codebase_investigator", Subagent: "a1"},
		},
		"Codex asks for a model": {
			call(agent.Codex, "spawn_agent", `{"message":"look","model":"gpt-5-mini"}`, ``),
			&toolcall.Delegation{Model: "gpt-5-mini", Launched: true},
		},
		"Qwen Code asks": {
			call(agent.QwenCode, "agent", `{"prompt":"look","description":"Look","subagent_type":"explorer"}`, ``),
			&toolcall.Delegation{SubagentType: "explorer", Description: "Look"},
		},
		"an agent that is not known": {
			call("other", "Task", `{"subagent_type":"Explore"}`, ``),
			&toolcall.Delegation{SubagentType: "Explore"},
		},
		"the tool of another agent": {call(agent.Codex, "Task", `{"subagent_type":"Explore"}`, ``), nil},
		"a tool that names a subagent": {
			call(agent.ClaudeCode, "Skill", `{"skill":"review"}`, `{"success":true,"agentId":"a1"}`),
			&toolcall.Delegation{SubagentType: "Skill", Subagent: "a1"},
		},
		"a tool that reads what a subagent returned":    {call(agent.ClaudeCode, "TaskOutput", `{"task_id":"a1"}`, `{"agentId":"a1","status":"completed"}`), nil},
		"a tool that names a thread of another service": {call(agent.Codex, "mcp__chat__read", `{}`, `{"thread_id":"t1"}`), nil},
		"any other tool": {call(agent.ClaudeCode, "Bash", `{"command":"ls"}`, `{"stdout":""}`), nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := test.call.Delegation()
			if (got == nil) != (test.want == nil) || got != nil && *got != *test.want {
				t.Errorf("delegation = %+v, want %+v", got, test.want)
			}
		})
	}
}

func call(agentID, tool, input, result string) toolcall.Call {
	return toolcall.Call{Agent: agentID, Tool: tool, Input: gjson.Parse(input), Result: gjson.Parse(result)}
}

func TestACallFillsItsEvent(t *testing.T) {
	var e ingest.Event
	if d := call(agent.ClaudeCode, "Bash", `{"command":"ls"}`, `{"stdout":"a","stderr":""}`).Fill(&e); d != nil {
		t.Errorf("delegation = %+v, want none", d)
	}
	if e.Type != ingest.TypeToolCall || e.ToolName != "Bash" || e.Input != "ls" || e.Output != "a" || e.Context != nil {
		t.Errorf("event = %+v", e)
	}
	delegation := ingest.Event{Status: ingest.StatusCompleted, EndedAt: "2026-03-18T12:00:00.000000", Model: "gpt-5"}
	call(agent.Codex, "spawn_agent", `{"message":"look","agent_type":"explorer"}`, `"{\"agent_id\":\"a1\"}"`).Fill(&delegation)
	if e := delegation; e.Type != ingest.TypeTaskDelegation || e.ToolName != "Task" || e.Input != "look" || e.SubagentType != "explorer" || e.TaskID != "a1" {
		t.Errorf("event = %+v", e)
	}
	if e := delegation; e.Status != ingest.StatusStarted || e.EndedAt != "" || e.Output != "" || e.Model != "" {
		t.Errorf("the subagent goes on, and its model is not that of the caller: %+v", e)
	}
	if got := string(delegation.Context["tool_name"]); got != `"spawn_agent"` {
		t.Errorf("the context names the tool %s", got)
	}
}

func TestADelegationThatFailsHasEnded(t *testing.T) {
	e := ingest.Event{Status: ingest.StatusFailed, EndedAt: "2026-03-18T12:00:00.000000"}
	call(agent.Codex, "spawn_agent", `{"message":"look"}`, `"no such agent"`).Fill(&e)
	if e.Status != ingest.StatusFailed || e.EndedAt == "" || e.Output != "no such agent" {
		t.Errorf("event = %+v", e)
	}
}
