package claude_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/claude"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/transcripttest"
)

func read(t *testing.T, lines string) transcripttest.Report {
	t.Helper()
	return transcripttest.Read(t, claude.Format(), transcript.Source{Path: "/p/s1.jsonl", Name: "s1"}, lines)
}

func asked(uuid, more, content string) string {
	return fmt.Sprintf(`{"type":"user","sessionId":"s1","uuid":%q,"timestamp":"2026-02-01T10:00:00.000Z"%s,"message":{"role":"user","content":%s}}`, uuid, more, content)
}

func answered(uuid, message, request, block, usage string) string {
	return fmt.Sprintf(`{"type":"assistant","sessionId":"s1","uuid":%q,"requestId":%q,"timestamp":"2026-02-01T10:00:05.000Z","message":{"id":%q,"model":"claude-x","role":"assistant","content":[%s],"usage":%s}}`,
		uuid, request, message, block, usage)
}

func TestOnlyWhatTheUserWroteIsAPrompt(t *testing.T) {
	for name, test := range map[string]struct {
		line, prompt string
	}{
		"a text":                       {asked("u", "", `"Fix the door"`), "Fix the door"},
		"a block":                      {asked("u", "", `[{"type":"text","text":"Fix the door"}]`), "Fix the door"},
		"an image alone":               {asked("u", "", `[{"type":"image","source":{}}]`), "[image]"},
		"a command":                    {asked("u", "", `"<command-message>x</command-message>\n<command-name>/plan</command-name>\n<command-args>the door</command-args>"`), "/plan the door"},
		"a text behind a selection":    {asked("u", "", `[{"type":"text","text":"<ide_selection>a</ide_selection>"},{"type":"text","text":"Fix it"}]`), "Fix it"},
		"a text behind a reminder":     {asked("u", "", `"<system-reminder>a</system-reminder>Fix it"`), "<system-reminder>a</system-reminder>Fix it"},
		"typed while a tool ran":       {`{"type":"attachment","sessionId":"s1","timestamp":"2026-02-01T10:00:00Z","attachment":{"type":"queued_command","prompt":"And the window"}}`, "And the window"},
		"what is meta":                 {asked("u", `,"isMeta":true`, `"Fix"`), ""},
		"the summary of a compaction":  {asked("u", `,"isCompactSummary":true`, `"Fix"`), ""},
		"what a branch was asked":      {asked("u", `,"isSidechain":true`, `"Fix"`), ""},
		"what a subagent was asked":    {asked("u", `,"agentId":"a1"`, `"Fix"`), ""},
		"the result of a tool":         {asked("u", "", `[{"type":"tool_result","tool_use_id":"t","content":"x"},{"type":"text","text":"Fix"}]`), ""},
		"a session that goes on":       {asked("u", "", `"This session is being continued from before"`), ""},
		"output of a local command":    {asked("u", "", `"<local-command-stdout>x</local-command-stdout>"`), ""},
		"an interruption":              {asked("u", "", `[{"type":"text","text":"[Request interrupted by user]"}]`), ""},
		"a notification":               {asked("u", "", `"<task-notification><task-id>a</task-id></task-notification>"`), ""},
		"feedback of a hook":           {asked("u", "", `"Stop hook feedback: no"`), ""},
		"a reminder alone":             {asked("u", "", `"<system-reminder>a</system-reminder>"`), ""},
		"nothing":                      {asked("u", "", `""`), ""},
		"blocks that are no blocks":    {asked("u", "", `["Fix",4,null]`), ""},
		"a message that is no message": {`{"type":"user","sessionId":"s1","uuid":"u","message":"Fix"}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			prompts := read(t, test.line).Prompts()
			if test.prompt == "" && len(prompts) != 0 || test.prompt != "" && !prompts[test.prompt] {
				t.Errorf("the prompts are %v, not %q", prompts, test.prompt)
			}
		})
	}
}

func TestAPromptHasTheKeyOfItsIDOrElseOfItsMessage(t *testing.T) {
	all := read(t, asked("u1", `,"promptId":"p1"`, `"one"`)+"\n"+asked("u2", "", `"two"`))
	for _, key := range []string{"p1", "u2"} {
		if _, ok := all.Events[ingest.PromptID("s1", key)]; !ok {
			t.Errorf("there is no prompt by the key %s", key)
		}
	}
}

func TestACallAndItsResultAreOneEventBelowThePrompt(t *testing.T) {
	all := read(t, strings.Join([]string{
		asked("u1", "", `"List"`),
		answered("a1", "m1", "r1", `{"type":"tool_use","id":"t1","name":"Bash","input":{"command":"ls"}}`, `{}`),
		answered("a2", "m1", "r1", `{"type":"tool_use","id":"t2","name":"Read","input":{"file_path":"/no"}}`, `{}`),
		answered("a3", "m1", "r1", `{"type":"tool_use","id":"t3","name":"Bash","input":{"command":"sleep"}}`, `{}`),
		strings.Replace(asked("u2", `,"toolUseResult":{"durationMs":1500}`, `[{"type":"tool_result","tool_use_id":"t1","content":"a\nb"}]`), "10:00:00", "10:00:07", 1),
		strings.Replace(asked("u3", `,"toolUseResult":"Error: no"`, `[{"type":"tool_result","tool_use_id":"t2","is_error":true,"content":[{"type":"text","text":"no"}]}]`), "10:00:00", "10:00:07", 1),
	}, "\n"))
	ran, failed, left := all.Tool(t, "t1"), all.Tool(t, "t2"), all.Tool(t, "t3")
	if ran.Status != ingest.StatusCompleted || ran.Input != "ls" || ran.Output != "a\nb" || *ran.DurationSeconds != 1.5 {
		t.Errorf("the call that ran is %+v", ran)
	}
	if ran.ParentID != ingest.PromptID("s1", "u1") || string(ran.ToolInput) != `{"command":"ls"}` {
		t.Errorf("it belongs to %s with %s", ran.ParentID, ran.ToolInput)
	}
	if took, ok := failed.EndedAt.Seconds(failed.At); failed.Status != ingest.StatusFailed || failed.Error != "no" || !ok || took != 2 || failed.DurationSeconds != nil {
		t.Errorf("the call that failed is %+v", failed)
	}
	if left.Status != ingest.StatusCancelled {
		t.Errorf("the call without a result is %s", left.Status)
	}
}

func TestOfOneRequestTheLineWithTheMostTokensCounts(t *testing.T) {
	all := read(t, strings.Join([]string{
		asked("u1", "", `"Go"`),
		answered("a1", "m1", "r1", `{"type":"text","text":"one"}`, `{"input_tokens":3,"output_tokens":1,"cache_read_input_tokens":100,"cache_creation_input_tokens":30,"cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20}}`),
		answered("a2", "m1", "r1", `{"type":"text","text":"two"}`, `{"input_tokens":3,"output_tokens":90,"cache_read_input_tokens":100,"cache_creation_input_tokens":30,"cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20},"speed":"fast"}`),
		answered("a3", "m1", "r1", `{"type":"text","text":"three"}`, `{"input_tokens":3,"output_tokens":2}`),
		answered("a4", "m2", "", `{"type":"text","text":"x"}`, `{"input_tokens":1,"output_tokens":1,"cache_creation_input_tokens":7}`),
		strings.Replace(answered("a5", "m3", "r3", `{"type":"text","text":"x"}`, `{"input_tokens":9}`), "claude-x", "<synthetic>", 1),
	}, "\n"))
	if len(all.Usages) != 2 {
		t.Fatalf("there are %d requests, not 2", len(all.Usages))
	}
	u := all.Usages[ingest.UsageID("m1", "r1")]
	if u.Input != 3 || u.Output != 90 || u.CacheRead != 100 || u.CacheWrite5m != 10 || u.CacheWrite1h != 20 || !u.Fast || u.EventID != ingest.PromptID("s1", "u1") {
		t.Errorf("the request took %+v", u)
	}
	if u := all.Usages[ingest.UsageID("m2", "")]; u.CacheWrite5m != 7 || u.CacheWrite1h != 0 {
		t.Errorf("an undivided cache write is %+v", u)
	}
	if e := all.Events[ingest.MessageID("s1", "m1")]; e.Output != "one\n\ntwo\n\nthree" || e.Type != ingest.TypeCompletion {
		t.Errorf("the message is %q", e.Output)
	}
}

func TestASideQuestionThatRepeatsAMessageIsCountedOnce(t *testing.T) {
	line := answered("a1", "m1", "r1", `{"type":"text","text":"x"}`, `{"input_tokens":3,"output_tokens":5}`)
	again := strings.Replace(answered("a2", "m1", "r2", `{"type":"text","text":"x"}`, `{"input_tokens":3,"output_tokens":5}`), `"uuid"`, `"isSidechain":true,"uuid"`, 1)
	if n := len(read(t, line+"\n"+again).Usages); n != 1 {
		t.Errorf("there are %d requests, not 1", n)
	}
}

func TestRecordsThatASessionRepeatsAreReadOnce(t *testing.T) {
	seen := transcript.NewSeen()
	first := transcripttest.Read(t, claude.Format(), transcript.Source{Name: "s1", Seen: seen}, asked("u1", "", `"Go"`))
	lines := strings.ReplaceAll(asked("u1", "", `"Go"`)+"\n"+asked("u2", "", `"On"`), `"s1"`, `"s2"`)
	second := transcripttest.Read(t, claude.Format(), transcript.Source{Name: "s2", Seen: seen}, lines)
	if len(first.Prompts()) != 1 || len(second.Prompts()) != 1 || !second.Prompts()["On"] {
		t.Errorf("the prompts are %v and %v", first.Prompts(), second.Prompts())
	}
}

// Each way in which a delegation is linked to its subagent.
func TestADelegationIsLinkedToItsSubagent(t *testing.T) {
	ask := answered("a1", "m1", "r1", `{"type":"tool_use","id":"t1","name":"Agent","input":{"prompt":"Look","subagent_type":"explorer"}}`, `{}`)
	for name, test := range map[string]struct {
		lines, agent string
		status       ingest.Status
	}{
		"the result":            {asked("u2", `,"toolUseResult":{"agentId":"ag1","status":"completed","totalDurationMs":9000}`, `[{"type":"tool_result","tool_use_id":"t1","content":"done"}]`), "ag1", ingest.StatusCompleted},
		"progress":              {`{"type":"progress","sessionId":"s1","parentToolUseID":"t1","data":{"type":"agent_progress","agentId":"ag1"}}`, "ag1", ingest.StatusCancelled},
		"the text of a result":  {asked("u2", "", `[{"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"Found.\nagentId: ag-1 (for later)"}]}]`), "ag-1", ingest.StatusCompleted},
		"launched, not over":    {asked("u2", `,"toolUseResult":{"agentId":"ag1","status":"async_launched"}`, `[{"type":"tool_result","tool_use_id":"t1","content":"Async agent launched"}]`), "ag1", ingest.StatusCancelled},
		"launched, then over":   {asked("u2", "", `[{"type":"tool_result","tool_use_id":"t1","content":"Async agent launched\nagentId: ag1 (x)"}]`) + "\n" + `{"type":"queue-operation","sessionId":"s1","operation":"enqueue","content":"<task-notification><task-id>ag1</task-id><result>Found it</result></task-notification>"}`, "ag1", ingest.StatusCompleted},
		"a notification of it":  {`{"type":"queue-operation","sessionId":"s1","content":"<task-notification><task-id>ag1</task-id><tool-use-id>t1</tool-use-id><status>failed</status></task-notification>"}`, "ag1", ingest.StatusFailed},
		"a branch between them": {asked("b1", `,"isSidechain":true,"parentUuid":null`, `"Look"`), "b1", ingest.StatusCancelled},
	} {
		t.Run(name, func(t *testing.T) {
			e := read(t, ask+"\n"+test.lines).Tool(t, "t1")
			if e.TaskID != test.agent || e.Type != ingest.TypeTaskDelegation || e.SubagentType != "explorer" || e.Status != test.status {
				t.Errorf("the delegation is of %q, a %s of %s, %s", e.TaskID, e.Type, e.SubagentType, e.Status)
			}
		})
	}
}

func TestTheBranchOfASubagentBelongsToItsDelegation(t *testing.T) {
	root := asked("b1", `,"isSidechain":true,"parentUuid":null`, `"Look"`)
	ask := answered("a1", "m1", "r1", `{"type":"tool_use","id":"t1","name":"Task","input":{"prompt":"Look","subagent_type":"explorer"}}`, `{}`)
	work := strings.Replace(answered("b2", "m2", "r2", `{"type":"tool_use","id":"t2","name":"Bash","input":{}}`, `{"input_tokens":1}`), `"uuid"`, `"isSidechain":true,"parentUuid":"b1","uuid"`, 1)
	for name, lines := range map[string]string{"asked first": ask + "\n" + root + "\n" + work, "asked later": root + "\n" + ask + "\n" + work} {
		t.Run(name, func(t *testing.T) {
			all := read(t, lines)
			if e := all.Tool(t, "t1"); e.TaskID != "b1" {
				t.Errorf("the delegation is of %q", e.TaskID)
			}
			if e := all.Tool(t, "t2"); e.Subagent != "b1" || e.AgentID != "explorer" {
				t.Errorf("the call is of %q in %q", e.AgentID, e.Subagent)
			}
			if u := all.Usages[ingest.UsageID("m2", "r2")]; u.Subagent != "b1" || u.SubagentType != "explorer" {
				t.Errorf("the request is of %+v", u)
			}
		})
	}
}

func TestTheFileOfASubagentBelongsToItsParent(t *testing.T) {
	from := transcript.Source{Name: "agent-in", AgentID: "in", Sidecar: []byte(`{"agentType":"explorer","toolUseId":"t0","parentAgentId":"out","spawnDepth":2}`)}
	all := transcripttest.Read(t, claude.Format(), from, asked("u1", `,"agentId":"in"`, `"Look"`)+"\n"+
		answered("a1", "m1", "r1", `{"type":"tool_use","id":"t1","name":"Bash","input":{}}`, `{"input_tokens":1}`))
	if e := all.Tool(t, "t0"); e.TaskID != "in" || e.Subagent != "out" || e.SubagentType != "explorer" {
		t.Errorf("the delegation is %+v", e)
	}
	if e := all.Tool(t, "t1"); e.Subagent != "in" || e.SessionID != "s1" || e.ParentID != "" {
		t.Errorf("the call is %+v", e)
	}
	if len(all.Prompts()) != 0 {
		t.Errorf("the prompts are %v", all.Prompts())
	}
}

func TestTitles(t *testing.T) {
	for name, test := range map[string][2]string{
		"the last made one": {`{"type":"ai-title","sessionId":"s1","aiTitle":"A"}` + "\n" + `{"type":"ai-title","sessionId":"s1","aiTitle":"B"}`, "B"},
		"the user's own":    {`{"type":"custom-title","sessionId":"s1","customTitle":"C"}` + "\n" + `{"type":"ai-title","sessionId":"s1","aiTitle":"B"}`, "C"},
		"an old summary":    {`{"type":"summary","summary":"S","leafUuid":"x"}`, "S"},
	} {
		if title := read(t, test[0]).Title(); title != test[1] {
			t.Errorf("%s: the title is %q, not %q", name, title, test[1])
		}
	}
}

// A file that is a copy, with a name of its own, may begin with a record that names no session.
func TestARecordWithoutASessionMakesNone(t *testing.T) {
	snapshot := `{"type":"file-history-snapshot","messageId":"x","snapshot":{"messageId":"x","timestamp":"2026-02-20T10:00:00.000Z"}}`
	from := transcript.Source{Path: "/p/2026-02-20-copy.jsonl", Name: "2026-02-20-copy"}
	all := transcripttest.Read(t, claude.Format(), from, snapshot+"\n"+asked("u1", "", `"hi"`))
	for _, s := range all.Sessions {
		if s.ID != "s1" {
			t.Errorf("there is a session %s", s.ID)
		}
	}
	if all := transcripttest.Read(t, claude.Format(), from, snapshot); len(all.Sessions) != 0 || all.Tally.Ignored["file-history-snapshot"] != 1 {
		t.Errorf("without any session there are %v, and %v was ignored", all.Sessions, all.Tally.Ignored)
	}
}

func TestSystemRecords(t *testing.T) {
	all := read(t, strings.Join([]string{
		asked("u1", "", `"Go"`),
		`{"type":"system","subtype":"compact_boundary","sessionId":"s1","uuid":"c1","content":"Compacted","compactMetadata":{"trigger":"auto","preTokens":9}}`,
		`{"type":"system","subtype":"api_error","sessionId":"s1","uuid":"e1","error":{"status":529,"error":{"error":{"message":"Overloaded"}}}}`,
		`{"type":"assistant","sessionId":"s1","uuid":"e2","isApiErrorMessage":true,"error":"rate_limit","message":{"id":"m9","model":"<synthetic>","content":[{"type":"text","text":"Limit"}],"usage":{"input_tokens":0}}}`,
		`{"type":"system","subtype":"turn_duration","sessionId":"s1","uuid":"d1","durationMs":2500}`,
	}, "\n"))
	if e := all.Events[ingest.MarkID("s1", "compact", "c1")]; e.Type != ingest.TypeCheckPoint || len(e.Context["compactMetadata"]) == 0 {
		t.Errorf("the compaction is %+v", e)
	}
	if e := all.Events[ingest.MarkID("s1", "api_error", "e1")]; e.Type != ingest.TypeError || e.Error != "Overloaded" {
		t.Errorf("the failed request is %+v", e)
	}
	if e := all.Events[ingest.MessageID("s1", "m9")]; e.Type != ingest.TypeError || e.Error != "rate_limit" || e.Status != ingest.StatusFailed {
		t.Errorf("the message of an error is %+v", e)
	}
	if e := all.Events[ingest.PromptID("s1", "u1")]; e.Status != ingest.StatusCompleted || *e.DurationSeconds != 2.5 {
		t.Errorf("the turn is %+v", e)
	}
}

func TestWhatIsBrokenIsSkippedAndWhatIsUnknownIsCounted(t *testing.T) {
	all := read(t, strings.Join([]string{
		`{"type":"user","mess`, `[1]`, `42`, `"text"`, strings.Repeat(`[`, 5000), `{"a":` + strings.Repeat(`[`, 5000) + strings.Repeat(`]`, 5000) + `}`,
		`{"type":"new-thing","sessionId":"s1"}`, `{"type":"new-thing","sessionId":"s1"}`, asked("u1", "", `"caf`+"\xff"+`"`),
	}, "\n"))
	if all.Tally.Broken != 6 || all.Tally.Ignored["new-thing"] != 2 {
		t.Errorf("counted are %+v", all.Tally)
	}
	if !all.Prompts()["caf\uFFFD"] {
		t.Errorf("the prompts are %v", all.Prompts())
	}
}

func TestTheCarryHoldsNoTextOfTheConversation(t *testing.T) {
	lines := asked("u1", "", `"hunter2"`) + "\n" +
		answered("a1", "m1", "r1", `{"type":"text","text":"hunter2"},{"type":"tool_use","id":"t1","name":"Task","input":{"prompt":"hunter2"}}`, `{}`) + "\n" +
		`{"type":"ai-title","sessionId":"s1","aiTitle":"hunter2"}`
	transcripttest.CarryHoldsNoText(t, claude.Format(), lines, "hunter2")
}
