package codex_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/codex"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

func inTurn(lines ...string) []string {
	all := []string{
		numbered(0, "session_meta", ownMeta(`,"history_mode":"paginated"`)), numbered(1, "turn_context", turnOne),
		numbered(2, "event_msg", `{"type":"task_started","turn_id":"t1"}`), numbered(3, "event_msg", itemCompleted("t1", userItem("Fix the door"))),
	}
	for i, line := range lines {
		kind := "event_msg"
		if !strings.Contains(line, `"item_completed"`) {
			kind = "response_item"
		}
		all = append(all, numbered(4+i, kind, line))
	}
	return all
}

// TestAToolThatAScriptCalledHasARowOfItsOwn: in code mode the model calls "exec" with a script, and what that calls is reported by completed items
// alone (codex-rs/protocol/src/items.rs, with the names of the members in either case).
func TestAToolThatAScriptCalledHasARowOfItsOwn(t *testing.T) {
	for name, test := range map[string]struct {
		item string
		want string
	}{
		"a command": {`{"type":"CommandExecution","id":"x","command":["/bin/zsh","-lc","ls src"],"cwd":"file:///w","parsedCmd":[],"source":"unified_exec_startup","status":"completed","aggregatedOutput":"a.ts\n","exitCode":0,"duration":{"secs":0,"nanos":250000000}}`,
			"exec_command | ls src | a.ts\n | completed | 0.25"},
		"a command that failed": {`{"type":"CommandExecution","id":"x","command":["make"],"cwd":"/w","parsed_cmd":[],"source":"agent","status":"failed","aggregated_output":"no rule","exit_code":2}`,
			"exec_command | make | no rule | failed | 1.5"},
		"a command with a code alone": {`{"type":"CommandExecution","id":"x","command":["make"],"status":"completed","exit_code":2}`, "exec_command | make |  | failed | 1.5"},
		"a command that was declined": {`{"type":"CommandExecution","id":"x","command":["rm","-r","/"],"status":"declined"}`, "exec_command | rm -r / |  | rejected | 1.5"},
		"a command that still runs":   {`{"type":"CommandExecution","id":"x","command":["sleep","9"],"status":"inProgress"}`, "exec_command | sleep 9 |  | started | "},
		"a command of the user":       {`{"type":"CommandExecution","id":"x","command":["bash","-lc","git status"],"source":"user_shell","status":"completed","exit_code":0}`, "user_shell | git status |  | completed | 1.5"},
		"a tool of a server": {`{"type":"McpToolCall","id":"x","server":"zoo","tool":"feed","arguments":{"animal":"bear"},"status":"completed","result":{"content":[{"type":"text","text":"fed"}]},"duration":{"secs":2,"nanos":0}}`,
			`mcp__zoo__feed | {"animal":"bear"} | fed | completed | 2`},
		"a tool of a server that failed": {`{"type":"McpToolCall","id":"x","server":"zoo","tool":"feed","arguments":{},"status":"failed","error":{"message":"no bear"}}`, "mcp__zoo__feed |  |  | failed | 1.5"},
		"a tool of the program around": {`{"type":"DynamicToolCall","id":"x","namespace":"app","tool":"open","arguments":{"path":"a.ts"},"status":"completed","success":false}`,
			"open | a.ts |  | failed | 1.5"},
		"a patch": {`{"type":"FileChange","id":"x","changes":{"/w/b.ts":{"type":"add","content":"x"},"/w/a.ts":{"type":"update","unified_diff":"@@","move_path":null}},"status":"completed","stdout":"Success"}`,
			"apply_patch | /w/a.ts\n/w/b.ts | Success | completed | 1.5"},
		"a search":      {`{"type":"WebSearch","id":"x","query":"doors","action":{"type":"search","query":"doors"}}`, "web_search | doors |  | completed | 1.5"},
		"a picture":     {`{"type":"ImageView","id":"x","path":"file:///w/a.png"}`, `view_image | /w/a.png |  | completed | 1.5`},
		"a new picture": {`{"type":"ImageGeneration","id":"x","status":"completed","revisedPrompt":"a door","result":"iVBORw0KGgo="}`, "image_generation | a door |  | completed | 1.5"},
		"a pause":       {`{"type":"Sleep","id":"x","duration_ms":3000}`, `sleep | {"duration_ms":3000} |  | completed | 3`},
		"words to a subagent": {`{"type":"CollabAgentToolCall","id":"x","tool":"sendInput","status":"completed","senderThreadId":"a","receiverThreadIds":["b"],"prompt":"Hurry"}`,
			"send_input | Hurry |  | completed | 1.5"},
	} {
		t.Run(name, func(t *testing.T) {
			all := read(t, transcript.Source{}, inTurn(
				`{"type":"custom_tool_call","name":"exec","call_id":"c0","input":"await tools.x()","status":"completed"}`,
				itemCompleted("t1", test.item),
				`{"type":"custom_tool_call_output","call_id":"c0","output":[{"type":"input_text","text":"Script completed"}]}`)...)
			e := all.Tool(t, "x")
			seconds := ""
			if e.DurationSeconds != nil {
				seconds = fmt.Sprint(*e.DurationSeconds)
			}
			got := strings.Join([]string{e.ToolName, e.Input, e.Output, string(e.Status), seconds}, " | ")
			if got != test.want || e.ParentID != ingest.PromptID(codexOwn, "t1") || e.ToolUseID != "x" {
				t.Errorf("the call is %q, want %q: %+v", got, test.want, e)
			}
			if len(all.Tally.Ignored) != 0 || all.Tally.Broken != 0 {
				t.Errorf("what was left out is %+v", all.Tally)
			}
		})
	}
}

// TestACompletedItemOfACallAddsHowItEnded: the call is the model's own, with an item of the conversation of the same id.
func TestACompletedItemOfACallAddsHowItEnded(t *testing.T) {
	call := `{"type":"function_call","name":"shell_command","arguments":"{\"command\":\"make\",\"workdir\":\"/w\"}","call_id":"c1"}`
	item := itemCompleted("t1", `{"type":"CommandExecution","id":"c1","command":["bash","-lc","make"],"status":"failed","exit_code":2,"aggregated_output":"raw"}`)
	output := `{"type":"function_call_output","call_id":"c1","output":"what the model reads"}`
	for name, lines := range map[string][]string{"before its output": {call, item, output}, "after it": {call, output, item}} {
		t.Run(name, func(t *testing.T) {
			e := read(t, transcript.Source{}, inTurn(lines...)...).Tool(t, "c1")
			if e.ToolName != "shell_command" || e.Input != "make" || e.Output != "what the model reads" {
				t.Errorf("the call is %+v", e)
			}
		})
	}
	observed := 0
	batch := transcript.NewBatch()
	reader, err := codex.Format().New(transcript.Source{Name: "x"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range inTurn(call, item, output) {
		reader.Read([]byte(line), batch)
	}
	for _, o := range batch.Observations {
		if o.Event != nil && o.Event.Status == ingest.StatusFailed && o.Event.ToolUseID == "c1" {
			observed++
		}
	}
	if observed != 1 {
		t.Errorf("%d observations say that the call failed", observed)
	}
}

func TestItemsThatAreNoCalls(t *testing.T) {
	all := read(t, transcript.Source{}, inTurn(
		itemCompleted("t1", `{"type":"Plan","id":"p1","text":"1. Look"}`),
		itemCompleted("t1", `{"type":"Reasoning","id":"r1","summary_text":["Hm"],"raw_content":[]}`),
		itemCompleted("t1", `{"type":"HookPrompt","id":"h1","fragments":[{"text":"Go on","hookRunId":"r1"}]}`),
		itemCompleted("t1", `{"type":"ContextCompaction","id":"k1"}`),
		itemCompleted("t1", `{"type":"AgentMessage","id":"m1","content":[{"type":"Text","text":"Looking"}],"phase":"commentary"}`),
		`{"type":"message","role":"assistant","id":"m1","content":[{"type":"output_text","text":"Looking"}],"phase":"commentary"}`,
		itemCompleted("t1", `{"type":"AgentMessage","id":"m2","content":[{"type":"Text","text":"Done"}],"phase":"final_answer"}`),
		itemCompleted("t1", `{"type":"Extension","id":"e1","kind":"x"}`),
		itemCompleted("t1", `"no item"`),
		`{"type":"future_item"}`,
	)...)
	rows := map[string]string{}
	for _, e := range all.Events {
		rows[e.ToolName] += e.Input + e.Output + string(e.Context["phase"]) + ";"
		if e.ToolName != model.ToolUserQuery && e.ParentID != ingest.PromptID(codexOwn, "t1") {
			t.Errorf("%s does not belong to the prompt", e.ToolName)
		}
	}
	for name, want := range map[string]string{"Plan": "1. Look;", "HookPrompt": "Go on;", "Compact": ";", "UserQuery": "Fix the door;"} {
		if rows[name] != want {
			t.Errorf("%s is %q, want %q", name, rows[name], want)
		}
	}
	if e := all.Events[ingest.MessageID(codexOwn, "m1")]; e.Output != "Looking" || string(e.Context["phase"]) != `"commentary"` {
		t.Errorf("the remark is %+v", e)
	}
	if e := all.Events[ingest.MessageID(codexOwn, "m2")]; e.Output != "Done" {
		t.Errorf("the answer is %+v", e)
	}
	if len(all.Events) != 6 || all.Tally.Broken != 1 || all.Tally.Ignored["item_completed Extension"] != 1 || all.Tally.Ignored["response_item future_item"] != 1 {
		t.Errorf("there are %d events, and what was left out is %+v", len(all.Events), all.Tally)
	}
}

// TestAMalformedRecordCostsOnlyItself: the records around it are read.
func TestAMalformedRecordCostsOnlyItself(t *testing.T) {
	for _, line := range []string{
		`{"timestamp":"2026-02-01T10:00:09.000Z","type":"event_msg","payload":"text"}`, `{"type":"event_msg"}`, `{"timestamp":`, `[]`,
		numbered(9, "token_usage_record", `{"response_id":"r1","usage":[1]}`), numbered(9, "event_msg", itemCompleted("t1", `{"type":"CommandExecution","command":["ls"]}`)),
	} {
		all := read(t, transcript.Source{}, append(inTurn(), line, numbered(20, "event_msg", itemCompleted("t1", `{"type":"AgentMessage","id":"m1","content":[{"type":"Text","text":"Done"}]}`)))...)
		if all.Tally.Broken != 1 || all.Events[ingest.MessageID(codexOwn, "m1")].Output != "Done" || len(all.Prompts()) != 1 {
			t.Errorf("with %s the tally is %+v", line, all.Tally)
		}
	}
}
