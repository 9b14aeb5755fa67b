package qwen_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/qwen"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/transcripttest"
)

// line makes a record as createBaseRecord in chatRecordingService.ts does.
func line(second int, uuid, kind, more string) string {
	return fmt.Sprintf(`{"uuid":%q,"parentUuid":null,"sessionId":"s1","timestamp":"2026-02-01T10:00:%02d.000Z","type":%q,"cwd":"/w","version":"0.26.0","gitBranch":"main"%s}`,
		uuid, second, kind, more)
}

func asked(second int, uuid, more, text string) string {
	return line(second, uuid, "user", fmt.Sprintf(`%s,"message":{"role":"user","parts":[{"text":%q}]}`, more, text))
}

func answered(second int, uuid, parts, usage string) string {
	return line(second, uuid, "assistant", fmt.Sprintf(`,"provenance":"assistant_output","model":"qwen3-coder","message":{"role":"model","parts":[%s]},"usageMetadata":%s`, parts, usage))
}

func result(second int, uuid, id, name, response, facts string) string {
	return line(second, uuid, "tool_result", fmt.Sprintf(
		`,"provenance":"tool_result","message":{"role":"user","parts":[{"functionResponse":{"id":%q,"name":%q,"response":%s}}]},"toolCallResult":{"callId":%q%s}`, id, name, response, id, facts))
}

func read(t *testing.T, lines ...string) transcripttest.Report {
	t.Helper()
	return transcripttest.Read(t, qwen.Format(), transcript.Source{Path: "/p/chats/s1.jsonl", Name: "s1"}, strings.Join(lines, "\n"))
}

func TestAChat(t *testing.T) {
	all := read(t,
		asked(1, "u1", `,"provenance":"real_user","promptId":"s1########0"`, "Fix the door"),
		answered(3, "a1", `{"text":"Hm","thought":true},{"text":"I look"},{"functionCall":{"id":"call_1","name":"run_shell_command","args":{"command":"ls"}}},{"functionCall":{"id":"call_2","name":"read_file","args":{"absolute_path":"/no"}}}`,
			`{"promptTokenCount":100,"candidatesTokenCount":20,"thoughtsTokenCount":5,"cachedContentTokenCount":40,"totalTokenCount":125}`),
		result(5, "r1", "call_1", "run_shell_command", `{"output":"a"}`, `,"status":"success","durationMs":1500`),
		result(6, "r2", "call_2", "read_file", `{"error":"no such file"}`, `,"status":"error"`),
		line(7, "t1", "system", `,"subtype":"ui_telemetry","systemPayload":{"uiEvent":{"event.name":"qwen-code.api_response","input_token_count":100}}`),
		line(8, "n1", "system", `,"subtype":"custom_title","systemPayload":{"customTitle":"The door","titleSource":"manual"}`),
		line(8, "n2", "system", `,"subtype":"custom_title","systemPayload":{"customTitle":"A chat","titleSource":"auto"}`),
	)
	prompt := ingest.PromptID("s1", "s1########0")
	if e := all.Events[prompt]; e.Input != "Fix the door" || e.Status != ingest.StatusStarted || all.Stops[0].At != "2026-02-01T10:00:08.000000" || !e.Fingerprint.IsShared {
		t.Errorf("the prompt is %+v", e)
	}
	if e := all.Events[ingest.MessageID("s1", "a1")]; e.Output != "I look" || e.Model != "qwen3-coder" || e.ParentID != prompt {
		t.Errorf("the message is %+v", e)
	}
	if e := all.Tool(t, "call_1"); e.Input != "ls" || e.Output != "a" || e.Status != ingest.StatusCompleted || *e.DurationSeconds != 1.5 || e.ParentID != prompt || e.Fingerprint == nil {
		t.Errorf("the call is %+v", e)
	}
	if e := all.Tool(t, "call_2"); e.Input != "/no" || e.Status != ingest.StatusFailed || e.Error != "no such file" {
		t.Errorf("the call that failed is %+v", e)
	}
	u := all.Usages[ingest.UsageID("s1/a1", "")]
	if len(all.Usages) != 1 || u.Input != 60 || u.CacheRead != 40 || u.Output != 20 || u.Thoughts != 5 || u.EventID != prompt {
		t.Errorf("%d requests, of which one took %+v", len(all.Usages), u)
	}
	if s := all.Sessions[0]; s.ID != "s1" || s.Agent != "qwen-code" || s.Cwd != "/w" || all.Title() != "The door" || !all.IsTitleChosen() || all.Tally.Ignored["system ui_telemetry"] != 1 {
		t.Errorf("the session is %+v, its title %q, ignored was %v", s, all.Title(), all.Tally.Ignored)
	}
}

func TestOnlyWhatAPersonWroteIsAPrompt(t *testing.T) {
	for name, test := range map[string]struct{ line, prompt string }{
		"a message":                         {asked(1, "u", `,"provenance":"real_user"`, "Go"), "Go"},
		"a message of an older version":     {asked(1, "u", "", "Go"), "Go"},
		"a message while a tool ran":        {asked(1, "u", `,"provenance":"real_user","subtype":"mid_turn_user_message","systemPayload":{"displayText":"save logs"}`, "\n[User message received during tool execution]: save logs"), "save logs"},
		"a message with context of a hook":  {asked(1, "u", `,"systemPayload":{"displayText":"Go","hookContext":"x"}`, "Go <qwen:user-prompt-submit-context>"), "Go"},
		"a message with references alone":   {asked(1, "u", `,"systemPayload":{"displayText":"@a"}`, "@a and its text"), "@a and its text"},
		"a picture":                         {line(1, "u", "user", `,"message":{"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":"AAAA"}}]}`), "[image]"},
		"a notification":                    {asked(1, "u", `,"provenance":"system","subtype":"notification"`, "done"), ""},
		"a scheduled prompt":                {asked(1, "u", `,"provenance":"system","subtype":"cron"`, "Look again"), ""},
		"a goal of the agent":               {asked(1, "u", `,"provenance":"goal_runtime","subtype":"goal_runtime"`, "Go on"), ""},
		"what a subagent was asked":         {asked(1, "u", `,"agentId":"explore-1","agentName":"explore","isSidechain":true`, "Look"), ""},
		"a copy of another session's":       {asked(1, "u", `,"forkedFrom":{"sessionId":"s0","messageUuid":"u"}`, "Go"), ""},
		"a message without parts of a text": {line(1, "u", "user", `,"message":{"role":"user","parts":[{"functionResponse":{}}]}`), ""},
	} {
		t.Run(name, func(t *testing.T) {
			prompts := read(t, test.line).Prompts()
			if test.prompt == "" && len(prompts) != 0 || test.prompt != "" && (!prompts[test.prompt] || len(prompts) != 1) {
				t.Errorf("the prompts are %v, not %q", prompts, test.prompt)
			}
		})
	}
}

func TestAForkedSessionContinuesItsParent(t *testing.T) {
	all := read(t, asked(1, "u1", `,"forkedFrom":{"sessionId":"s0","messageUuid":"u1"}`, "Go"), asked(2, "u2", "", "On"))
	if s := all.Sessions[0]; s.ContinuedFrom != "s0" || len(all.Prompts()) != 1 {
		t.Errorf("the session is %+v with %v", s, all.Prompts())
	}
}

// TestTheFileOfASubagent has the records that attachJsonlTranscriptWriter in agent-transcript.ts writes, and the sidecar of writeAgentMeta.
func TestTheFileOfASubagent(t *testing.T) {
	subagent := `,"agentId":"explore-7f3c","agentName":"explore","isSidechain":true`
	from := transcript.Source{
		Name: "agent-explore-7f3c", AgentID: "explore-7f3c",
		Sidecar: []byte(`{"agentId":"explore-7f3c","agentType":"explore","description":"Look","parentSessionId":"s1","toolUseId":"call_0","parentAgentId":null}`),
	}
	all := transcripttest.Read(t, qwen.Format(), from, strings.Join([]string{
		line(1, "u1", "user", subagent+`,"message":{"role":"user","parts":[{"text":"Look"}]}`),
		line(2, "a1", "assistant", subagent+`,"message":{"role":"model","parts":[{"text":"I look"}]},"usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":2}`),
		line(3, "a2", "assistant", subagent+`,"message":{"role":"model","parts":[{"functionCall":{"id":"call_1","name":"glob","args":{"pattern":"*"}}}]}`),
		line(4, "r1", "tool_result", subagent+`,"message":{"role":"user","parts":[{"functionResponse":{"id":"call_1","name":"glob","response":{"output":"a"}}}]},"toolCallResult":{"callId":"call_1","durationMs":20}`),
	}, "\n"))
	if e := all.Tool(t, "call_0"); e.TaskID != "explore-7f3c" || e.Type != ingest.TypeTaskDelegation || e.SubagentType != "explore" || e.Subagent != "" {
		t.Errorf("the delegation is %+v", e)
	}
	if e := all.Tool(t, "call_1"); e.Subagent != "explore-7f3c" || e.AgentID != "explore" || e.ParentID != "" || e.Status != ingest.StatusCompleted || e.SessionID != "s1" {
		t.Errorf("the call is %+v", e)
	}
	if u := all.Usages[ingest.UsageID("s1/a1", "")]; u.Subagent != "explore-7f3c" || u.SubagentType != "explore" || u.EventID != "" {
		t.Errorf("the request is %+v", u)
	}
	if len(all.Prompts()) != 0 {
		t.Errorf("the prompts are %v", all.Prompts())
	}
}

func TestADelegation(t *testing.T) {
	ask := answered(2, "a1", `{"functionCall":{"id":"call_0","name":"agent","args":{"description":"Look","prompt":"Look at the door","subagent_type":"explore"}}}`, `{}`)
	waited := result(9, "r1", "call_0", "agent", `{"output":"It is open."}`, `,"status":"success","resultDisplay":{"type":"task_execution","subagentName":"explore"}`)
	if e := read(t, ask, waited).Tool(t, "call_0"); e.Type != ingest.TypeTaskDelegation || e.Input != "Look at the door" || e.SubagentType != "explore" || e.Output != "It is open." || e.Status != ingest.StatusCompleted {
		t.Errorf("the delegation is %+v", e)
	}
	ended := line(9, "n1", "user", `,"provenance":"system","subtype":"notification","message":{"role":"user","parts":[{"text":"x"}]},"systemPayload":{"displayText":"It failed.","backgroundTask":{"taskId":"explore-1","status":"failed","kind":"agent","toolUseId":"call_0"}}`)
	if e := read(t, ask, ended).Tool(t, "call_0"); e.Status != ingest.StatusFailed || e.TaskID != "explore-1" || e.Output != "It failed." || e.EndedAt != "2026-02-01T10:00:09.000000" {
		t.Errorf("the delegation in the background is %+v", e)
	}
}

func TestAfterARewindEventsBelongToThePromptBefore(t *testing.T) {
	all := read(t,
		asked(1, "u1", "", "Fix"), asked(3, "u2", "", "Paint"),
		strings.Replace(line(5, "w1", "system", `,"subtype":"rewind","systemPayload":{"truncatedCount":2}`), `"parentUuid":null`, `"parentUuid":"u1"`, 1),
		answered(6, "a1", `{"functionCall":{"id":"call_1","name":"glob","args":{}}}`, `{}`),
	)
	if e := all.Tool(t, "call_1"); e.ParentID != ingest.PromptID("s1", "u1") || len(all.Prompts()) != 2 {
		t.Errorf("the call is below %s, the prompts are %v", e.ParentID, all.Prompts())
	}
}

func TestAChatIsRecognisedByItsMessage(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want bool
	}{
		"a prompt":                  {asked(1, "u", "", "Go"), true},
		"a system record":           {line(1, "n", "system", `,"subtype":"session_source","systemPayload":{"sourceType":"cli"}`), true},
		"a prompt of Claude Code":   {`{"type":"user","uuid":"u","parentUuid":null,"sessionId":"s","timestamp":"2026-02-01T10:00:00Z","message":{"role":"user","content":"Go"}}`, false},
		"a compact of Claude Code":  {`{"type":"system","subtype":"compact_boundary","uuid":"c","sessionId":"s","compactMetadata":{}}`, false},
		"a message without session": {`{"type":"user","uuid":"u","message":{"role":"user","parts":[]}}`, false},
	} {
		if got := qwen.Format().Recognise(transcript.Beginning{Path: "s1.jsonl", Text: []byte(test.text)}); got != test.want {
			t.Errorf("%s is recognised: %v", name, got)
		}
	}
}

func TestTheCarryHoldsNoTextOfTheConversation(t *testing.T) {
	lines := asked(1, "u1", "", "hunter2") + "\n" + answered(2, "a1", `{"text":"hunter2"},{"functionCall":{"id":"c","name":"agent","args":{"prompt":"hunter2"}}}`, `{}`) + "\n" +
		line(3, "n1", "system", `,"subtype":"custom_title","systemPayload":{"customTitle":"hunter2"}`)
	transcripttest.CarryHoldsNoText(t, qwen.Format(), lines, "hunter2")
}

func FuzzQwen(f *testing.F) {
	f.Add([]byte(asked(1, "u1", `,"promptId":"p"`, "Go") + "\n" + answered(2, "a1", `{"functionCall":{"name":"glob","args":{}}},{"text":7}`, `{"promptTokenCount":1e99,"candidatesTokenCount":-4}`)))
	f.Add([]byte(result(3, "r1", "c", "glob", `{"error":{}}`, `,"status":"error","durationMs":-1`)))
	f.Add([]byte(line(4, "w1", "system", `,"subtype":"rewind"`) + "\n" + line(5, "n", "system", `,"subtype":"background_task_completed","systemPayload":{"backgroundTask":{"kind":"agent","toolUseId":"c"}}`)))
	transcripttest.Fuzz(f, qwen.Format())
}
