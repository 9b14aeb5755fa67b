package claude_test

import (
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// timed returns a line at another second after ten o'clock.
func timed(line string, second string) string {
	for _, at := range []string{"10:00:00", "10:00:05"} {
		line = strings.Replace(line, at, "10:"+second, 1)
	}
	return line
}

// stopping returns an answer with the reason for which the model stopped.
func stopping(id, block, reason string) string {
	return strings.Replace(answered(id, "m-"+id, "r-"+id, block, `{}`), `"model"`, `"stop_reason":`+reason+`,"model"`, 1)
}

const (
	text    = `{"type":"text","text":"Done."}`
	running = `{"type":"tool_use","id":"t1","name":"Bash","input":{"command":"make"}}`
)

// TestHowATurnEnds: the turn is that of the first prompt, and the lines end with the next prompt or with the file. Claude Code writes one
// record a block of a message, and before 2.1 a stop_reason of null in nearly all of them.
func TestHowATurnEnds(t *testing.T) {
	next := timed(asked("u9", "", `"And now"`), "47:10")
	result := timed(asked("u2", "", `[{"type":"tool_result","tool_use_id":"t1","content":"ok"}]`), "00:30")
	for name, test := range map[string]struct {
		lines   []string
		status  ingest.Status
		endedAt string
	}{
		"answered, then another prompt":  {[]string{timed(stopping("a1", text, "null"), "00:44"), next}, ingest.StatusCompleted, "10:00:44"},
		"with a record before the next":  {[]string{timed(stopping("a1", text, "null"), "00:44"), timed(`{"type":"progress","uuid":"p1","sessionId":"s1","timestamp":"2026-02-01T10:00:00Z","data":{"type":"hook_progress","hookEvent":"SessionStart"}}`, "47:00"), next}, ingest.StatusCompleted, "10:00:44"},
		"the model says that it is over": {[]string{timed(stopping("a1", text, `"end_turn"`), "00:44")}, ingest.StatusCompleted, "10:00:44"},
		"the model wants a tool":         {[]string{timed(stopping("a1", text, `"tool_use"`), "00:44")}, ingest.StatusStarted, ""},
		"the model does not say":         {[]string{timed(stopping("a1", text, "null"), "00:44")}, ingest.StatusStarted, ""},
		"a call came last":               {[]string{timed(stopping("a1", text, "null"), "00:10"), timed(stopping("a2", running, "null"), "00:20"), result, next}, ingest.StatusStarted, ""},
		"nothing came":                   {[]string{next}, ingest.StatusStarted, ""},
		"a request that failed":          {[]string{timed(strings.Replace(stopping("a1", text, "null"), `"uuid"`, `"isApiErrorMessage":true,"uuid"`, 1), "00:05"), next}, ingest.StatusFailed, "10:00:05"},
		"interrupted":                    {[]string{timed(stopping("a1", running, "null"), "00:10"), timed(asked("u3", "", `[{"type":"text","text":"[Request interrupted by user for tool use]"}]`), "00:12"), next}, ingest.StatusCancelled, "10:00:12"},
		"a command of the program":       {[]string{timed(asked("u3", "", `"<local-command-stdout>ok</local-command-stdout>"`), "00:01"), next}, ingest.StatusCompleted, "10:00:01"},
	} {
		t.Run(name, func(t *testing.T) {
			all := read(t, asked("u1", "", `"Go"`)+"\n"+strings.Join(test.lines, "\n"))
			e := all.Events[ingest.PromptID("s1", "u1")]
			if e.Status != test.status || (test.endedAt == "") != (e.EndedAt == "") || !strings.Contains(string(e.EndedAt), test.endedAt) {
				t.Errorf("%s at %s, want %s at %s", e.Status, e.EndedAt, test.status, test.endedAt)
			}
		})
	}
}

// TestATurnOfWhichNobodyKnowsHowItEnded is left with a stop at what came last in it.
func TestATurnOfWhichNobodyKnowsHowItEnded(t *testing.T) {
	all := read(t, strings.Join([]string{asked("u1", "", `"Go"`), timed(stopping("a1", running, "null"), "00:20"), timed(asked("u9", "", `"And now"`), "47:10")}, "\n"))
	stop := all.Stops[0]
	if stop.EndedBy != ingest.EndedByPrompt || stop.Status != ingest.StatusRecorded || stop.At != "2026-02-01T10:00:20.000000" || stop.Except != ingest.PromptID("s1", "u9") {
		t.Errorf("the stop is %+v", stop)
	}
}

// TestHowACallIsRefused: the texts are those that Claude Code writes in the place of a result.
func TestHowACallIsRefused(t *testing.T) {
	const rejected = "The user doesn't want to proceed with this tool use. The tool use was rejected (eg. if it was a file edit, the new_string was NOT written to the file)."
	for name, test := range map[string]struct {
		beside, content string
		isError         bool
		want            ingest.Status
	}{
		"by the user":                   {`,"toolUseResult":"User rejected tool use"`, rejected, true, ingest.StatusRejected},
		"by the user, with a reason":    {`,"toolUseResult":"Error: ` + rejected + `"`, rejected + " To tell you how to proceed, the user said: no", true, ingest.StatusRejected},
		"a plan":                        {"", "The agent proposed a plan that was rejected by the user.", true, ingest.StatusRejected},
		"by a rule":                     {"", "Permission to use Bash with command rm has been denied.", true, ingest.StatusRejected},
		"because nobody could be asked": {"", "Claude requested permissions to write to /w/a, but you haven't granted it yet.", true, ingest.StatusRejected},
		"as a word beside it says":      {`,"toolResultMeta":[{"id":"t0","non_execution_kind":"cancelled"},{"id":"t1","non_execution_kind":"permission-rule"}]`, "no", true, ingest.StatusRejected},
		"broken off":                    {"", "[Request interrupted by user for tool use]", true, ingest.StatusCancelled},
		"it failed":                     {`,"toolUseResult":"Error: exit 1"`, "exit 1", true, ingest.StatusFailed},
		"it prints such a text":         {"", rejected, false, ingest.StatusCompleted},
	} {
		t.Run(name, func(t *testing.T) {
			isError := ""
			if test.isError {
				isError = `"is_error":true,`
			}
			result := asked("u2", test.beside, `[{"type":"tool_result",`+isError+`"tool_use_id":"t1","content":"`+test.content+`"}]`)
			e := read(t, asked("u1", "", `"Go"`)+"\n"+stopping("a1", running, "null")+"\n"+result).Tool(t, "t1")
			if e.Status != test.want {
				t.Errorf("%s, want %s", e.Status, test.want)
			}
		})
	}
}

// TestWhatEndsASubagent: calls that stop one, or fetch its result. The results are those of sdk-tools.d.ts of the agent SDK.
func TestWhatEndsASubagent(t *testing.T) {
	fetched := func(status string) string {
		return `,"toolUseResult":{"retrieval_status":"success","task":{"task_id":"ag1","task_type":"local_agent","status":"` + status + `","result":"x"}}`
	}
	for name, test := range map[string]struct {
		tool, input, beside, content string
		want                         ingest.Status
	}{
		"it completed":             {"TaskOutput", `{"task_id":"ag1","block":true}`, fetched("completed"), "x", ingest.StatusCompleted},
		"it failed":                {"TaskOutput", `{"task_id":"ag1"}`, fetched("failed"), "x", ingest.StatusFailed},
		"it was killed":            {"TaskOutput", `{"task_id":"ag1"}`, fetched("killed"), "x", ingest.StatusCancelled},
		"it runs":                  {"TaskOutput", `{"task_id":"ag1"}`, fetched("running"), "x", ""},
		"only the text says so":    {"AgentOutputTool", `{"agentId":"ag1"}`, "", "<retrieval_status>success</retrieval_status>\\n<status>completed</status>\\n<result>x</result>", ingest.StatusCompleted},
		"it is stopped":            {"TaskStop", `{"task_id":"ag1"}`, `,"toolUseResult":{"message":"Successfully stopped task: ag1","task_id":"ag1","task_type":"local_agent"}`, "ok", ingest.StatusCancelled},
		"another tool says so":     {"Bash", `{"task_id":"ag1"}`, fetched("completed"), "x", ""},
		"nothing names a subagent": {"TaskOutput", `{}`, "", "<status>completed</status>", ""},
	} {
		t.Run(name, func(t *testing.T) {
			call := stopping("a1", `{"type":"tool_use","id":"t1","name":"`+test.tool+`","input":`+test.input+`}`, "null")
			all := read(t, asked("u1", "", `"Go"`)+"\n"+call+"\n"+asked("u2", test.beside, `[{"type":"tool_result","tool_use_id":"t1","content":"`+test.content+`"}]`))
			end := all.Tool(t, "t1").TaskEnd
			if (end == nil) != (test.want == "") || end != nil && (end.Status != test.want || end.Subagent != "ag1" || end.At != "2026-02-01T10:00:00.000000") {
				t.Errorf("the end is %+v", end)
			}
			if stops := len(all.Stops); stops != 1 && end == nil || end != nil && (stops != 2 || all.Stops[0].Subagent != "ag1") {
				t.Errorf("the stops are %+v", all.Stops)
			}
		})
	}
}
