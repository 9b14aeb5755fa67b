package claude_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/claude"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/transcripttest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// relayed is a record of an answer as a gateway has it that names all messages alike and no request (ccusage#1635).
func relayed(uuid string, second int, block string, input, output int) string {
	line := answered(uuid, "relay", "", block, fmt.Sprintf(`{"input_tokens":%d,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":%d}`, input, output))
	return after(second, strings.Replace(line, `"requestId":"",`, "", 1))
}

// after sets the time of a record.
func after(second int, line string) string {
	for _, of := range []string{"10:00:00", "10:00:05"} {
		line = strings.Replace(line, of, fmt.Sprintf("10:%02d:%02d", second/60, second%60), 1)
	}
	return line
}

const (
	saidOne = `{"type":"text","text":"one"}`
	saidTwo = `{"type":"text","text":"two"}`
	ranBash = `{"type":"tool_use","id":"t1","name":"Bash","input":{"command":"ls"}}`
)

// TestAGatewayThatNamesAllAnswersAlike: a new answer begins with a new prompt, and with the result of a tool, unless it has the same prompt as
// before: then the answer's last blocks were written after the result of a tool that the first ones called.
func TestAGatewayThatNamesAllAnswersAlike(t *testing.T) {
	result := asked("r1", "", `[{"type":"tool_result","tool_use_id":"t1","content":"a"}]`)
	for name, test := range map[string]struct {
		lines              []string
		requests, messages int
		output             int64
	}{
		"two answers": {[]string{
			asked("u1", "", `"first"`), relayed("a1", 5, saidOne, 1000, 100), after(60, asked("u2", "", `"second"`)), relayed("a2", 65, saidTwo, 2000, 200),
		}, 2, 2, 300},
		"two answers of the same size": {[]string{
			asked("u1", "", `"first"`), relayed("a1", 5, saidOne, 1000, 100), after(60, asked("u2", "", `"second"`)), relayed("a2", 65, saidTwo, 1000, 100),
		}, 2, 2, 200},
		"an answer of two blocks, of which the first has not all tokens": {[]string{
			asked("u1", "", `"first"`), relayed("a1", 5, saidOne, 1000, 1), relayed("a2", 6, saidTwo, 1000, 100),
		}, 1, 1, 100},
		"an answer that was written twice": {[]string{
			asked("u1", "", `"first"`), relayed("a1", 5, saidOne, 1000, 100), relayed("a2", 5, saidOne, 1000, 100),
		}, 1, 1, 100},
		"the same, after another one": {[]string{
			asked("u1", "", `"first"`), relayed("a1", 5, saidOne, 1000, 100), after(60, asked("u2", "", `"second"`)), relayed("a2", 65, saidTwo, 2000, 200),
			relayed("a1", 5, saidOne, 1000, 100),
		}, 2, 2, 300},
		"a call and what follows it": {[]string{
			asked("u1", "", `"first"`), relayed("a1", 5, ranBash, 1000, 100), after(7, result), relayed("a2", 9, saidOne, 1200, 20),
		}, 2, 1, 120},
		"a call, its result, and the rest of the answer": {[]string{
			asked("u1", "", `"first"`), relayed("a1", 5, ranBash, 1000, 1), after(7, result), relayed("a2", 9, saidOne, 1000, 100),
		}, 1, 1, 100},
		"all messages alike, but not the requests": {[]string{
			asked("u1", "", `"first"`), answered("a1", "relay", "r1", saidOne, `{"input_tokens":5,"output_tokens":100}`),
			after(60, asked("u2", "", `"second"`)), after(65, answered("a2", "relay", "r2", saidTwo, `{"input_tokens":5,"output_tokens":200}`)),
		}, 2, 2, 300},
		"a message that a prompt interrupts": {[]string{
			asked("u1", "", `"first"`), answered("a1", "m1", "r1", saidOne, `{"input_tokens":5,"output_tokens":1}`),
			after(4, asked("u2", "", `"and this"`)), after(5, answered("a2", "m1", "r1", saidTwo, `{"input_tokens":5,"output_tokens":200}`)),
		}, 1, 1, 200},
	} {
		t.Run(name, func(t *testing.T) {
			all := read(t, strings.Join(test.lines, "\n"))
			var output int64
			for _, u := range all.Usages {
				output += u.Output
			}
			messages := 0
			for _, e := range all.Events {
				if e.ToolName == "Message" {
					messages++
				}
				if strings.Contains(e.Output, "one\n\none") {
					t.Errorf("a text is doubled: %q", e.Output)
				}
			}
			if len(all.Usages) != test.requests || messages != test.messages || output != test.output {
				t.Errorf("%d requests with an output of %d, %d messages; want %d, %d, %d", len(all.Usages), output, messages, test.requests, test.output, test.messages)
			}
		})
	}
}

// TestAnAnswerThatIsReadInPiecesIsTheSame reads the lines of a gateway with the state of the lines before.
func TestAnAnswerThatIsReadInPiecesIsTheSame(t *testing.T) {
	lines := []string{
		asked("u1", "", `"first"`), relayed("a1", 5, saidOne, 1000, 1), relayed("a2", 6, saidTwo, 1000, 100),
		after(60, asked("u2", "", `"second"`)), relayed("a3", 65, saidTwo, 2000, 200), relayed("a4", 66, saidOne, 2000, 210),
	}
	usages := map[string]int64{}
	from, carry := transcript.Source{Name: "s1"}, []byte(nil)
	for _, line := range lines {
		batch, next := transcripttest.Pass(t, claude.Format(), from, []byte(line+"\n"), carry)
		carry = next
		for _, o := range batch.Observations {
			if o.Usage != nil {
				usages[o.Usage.ID] = max(usages[o.Usage.ID], o.Usage.Output)
			}
		}
	}
	if len(usages) != 2 {
		t.Errorf("there are %v", usages)
	}
}

// TestARecordBelongsToTheSessionThatItNames: a session in the background begins with copies of the records of the session that it continues,
// and keeps that session in session_id; a branch keeps the session and the record of each original in forkedFrom.
func TestARecordBelongsToTheSessionThatItNames(t *testing.T) {
	own := asked("u1", "", `"Go"`) + "\n" + answered("a1", "m1", "r1", saidOne, `{"input_tokens":3,"output_tokens":5}`)
	for name, inFork := range map[string]func(line string) string{
		"in the background": func(line string) string {
			return strings.Replace(line, `"sessionId":"s1"`, `"sessionId":"s2","sessionKind":"bg","session_id":"s1"`, 1)
		},
		"a branch": func(line string) string {
			for _, uuid := range []string{"u1", "a1"} {
				line = strings.Replace(line, `"uuid":"`+uuid+`"`, `"uuid":"new-`+uuid+`","forkedFrom":{"sessionId":"s1","messageUuid":"`+uuid+`"}`, 1)
			}
			return strings.Replace(line, `"sessionId":"s1","uuid`, `"sessionId":"s2","uuid`, 1)
		},
	} {
		t.Run(name, func(t *testing.T) {
			var copies []string
			for line := range strings.SplitSeq(own, "\n") {
				copies = append(copies, inFork(line))
			}
			goesOn := strings.ReplaceAll(after(65, answered("a2", "m2", "r2", saidTwo, `{"input_tokens":4,"output_tokens":6}`)), `"s1"`, `"s2"`)
			first := transcripttest.Read(t, claude.Format(), transcript.Source{Name: "s1"}, own)
			second := transcripttest.Read(t, claude.Format(), transcript.Source{Name: "s2"}, strings.Join(append(copies, goesOn), "\n"))
			for id := range first.Events {
				if _, ok := second.Events[id]; !ok {
					t.Errorf("the copy of %s is another event", id)
				}
			}
			if len(second.Events) != len(first.Events)+1 || len(second.Usages) != 2 {
				t.Errorf("there are %d events and %d requests", len(second.Events), len(second.Usages))
			}
			if e := second.Events[ingest.PromptID("s1", "u1")]; e.Status != ingest.StatusStarted {
				t.Errorf("the turn of the other session is %s", e.Status)
			}
			if e := second.Events[ingest.MessageID("s2", "m2")]; e.SessionID != "s2" || e.ParentID != ingest.PromptID("s1", "u1") {
				t.Errorf("what follows is %+v", e)
			}
			for _, s := range second.Sessions {
				if s.ID == "s1" && (s.TranscriptPath != "" || s.EndedAt != "") {
					t.Errorf("the other session is %+v", s)
				}
			}
		})
	}
}

// TestWhatFollowsARepeatedPromptBelongsToIt: a resumed session repeats a prompt and goes on with its answer.
func TestWhatFollowsARepeatedPromptBelongsToIt(t *testing.T) {
	seen := transcript.NewSeen()
	transcripttest.Read(t, claude.Format(), transcript.Source{Name: "s1", Seen: seen}, asked("u1", "", `"Go"`))
	lines := strings.ReplaceAll(asked("u1", "", `"Go"`)+"\n"+answered("a2", "m2", "r2", saidTwo, `{"output_tokens":6}`), `"s1"`, `"s2"`)
	second := transcripttest.Read(t, claude.Format(), transcript.Source{Name: "s2", Seen: seen}, lines)
	if e := second.Events[ingest.MessageID("s2", "m2")]; e.ParentID != ingest.PromptID("s1", "u1") || len(second.Events) != 1 {
		t.Errorf("the events are %+v", second.Events)
	}
}

// TestACommandOfTheShellIsTheUsers: what is typed behind "!" runs in the shell.
func TestACommandOfTheShellIsTheUsers(t *testing.T) {
	all := read(t, strings.Join([]string{
		asked("u1", "", `"Go"`), after(60, asked("u2", "", `"<bash-input>git push</bash-input>"`)),
		after(62, asked("u3", "", `"<bash-stdout>sent</bash-stdout><bash-stderr>2 refs</bash-stderr>"`)),
	}, "\n"))
	e := all.Events[ingest.MarkID("s1", "command", "u2")]
	took, _ := e.EndedAt.Seconds(e.At)
	if e.ToolName != model.ToolUserCommand || e.Type != ingest.TypeCheckPoint || e.Input != "git push" || e.Output != "sent\n2 refs" || took != 2 {
		t.Errorf("the command is %+v", e)
	}
	if len(all.Events) != 2 {
		t.Errorf("there are %d events", len(all.Events))
	}
}

// TestOtherModelsThatAnAnswerAskedAreRequestsOfTheirOwn: usage.iterations restates the attempts of the model, and lists the advisor beside them.
func TestOtherModelsThatAnAnswerAskedAreRequestsOfTheirOwn(t *testing.T) {
	usage := `{"input_tokens":2,"output_tokens":440,"cache_read_input_tokens":2500,"cache_creation_input_tokens":600,"iterations":[
		{"type":"message","input_tokens":1,"output_tokens":40,"cache_read_input_tokens":1000,"cache_creation_input_tokens":500},
		{"type":"advisor_message","model":"claude-wise","input_tokens":150000,"output_tokens":7000,"cache_read_input_tokens":0,"cache_creation_input_tokens":0},
		{"type":"compaction","input_tokens":7,"output_tokens":9},
		{"type":"message","model":"claude-x-20260101","input_tokens":1,"output_tokens":400,"cache_read_input_tokens":1500,"cache_creation_input_tokens":100}]}`
	usage = strings.NewReplacer("\n", "", "\t", "").Replace(usage)
	all := read(t, asked("u1", "", `"Go"`)+"\n"+answered("a1", "m1", "r1", saidOne, usage)+"\n"+answered("a2", "m1", "r1", saidTwo, usage))
	if len(all.Usages) != 2 {
		t.Fatalf("there are %d requests: %+v", len(all.Usages), all.Usages)
	}
	for _, u := range all.Usages {
		if u.EventID != ingest.PromptID("s1", "u1") || u.Model == "claude-wise" && (u.Input != 150000 || u.Output != 7000) || u.Model == "claude-x" && u.Output != 440 {
			t.Errorf("the request is %+v", u)
		}
	}
}

// TestTheRequestsOfASubagentWhoseFileIsGone are those that the progress of its call repeats, which has the records of the file.
func TestTheRequestsOfASubagentWhoseFileIsGone(t *testing.T) {
	record := after(9, answered("b1", "m9", "r9", saidOne, `{"input_tokens":30,"output_tokens":50}`))
	record = strings.Replace(record, `"type":"assistant"`, `"type":"assistant","agentId":"ag1","isSidechain":true`, 1)
	progress := fmt.Sprintf(`{"type":"progress","sessionId":"s1","uuid":"p1","timestamp":"2026-02-01T10:00:09.000Z","toolUseID":"agent_msg_1","parentToolUseID":"t1",
		"data":{"type":"agent_progress","agentId":"ag1","prompt":"Look","message":%s,"normalizedMessages":[%s]}}`, record, record)
	progress = strings.NewReplacer("\n", "", "\t", "").Replace(progress)
	ask := answered("a1", "m1", "r1", `{"type":"tool_use","id":"t1","name":"Agent","input":{"prompt":"Look","subagent_type":"explorer"}}`, `{}`)
	main := read(t, ask+"\n"+progress)
	own := transcripttest.Read(t, claude.Format(), transcript.Source{Name: "agent-ag1", AgentID: "ag1"}, record)
	for id, u := range own.Usages {
		p := main.Usages[id]
		if p.Output != u.Output || p.Subagent != "ag1" || p.SubagentType != "explorer" || p.AgentID != "explorer" || p.At != u.At {
			t.Errorf("the progress has %+v, the file %+v", p, u)
		}
	}
	if len(own.Usages) != 1 || len(main.Usages) != 1 {
		t.Errorf("there are %d and %d requests", len(own.Usages), len(main.Usages))
	}
}

// TestWhatARecordStatesOfItsCostAndItsThinking is stored as it is stated. Old versions wrote costUSD.
func TestWhatARecordStatesOfItsCostAndItsThinking(t *testing.T) {
	line := answered("a1", "m1", "r1", saidOne, `{"input_tokens":3,"output_tokens":90,"output_tokens_details":{"thinking_tokens":60},"cache_creation_input_tokens":30,"cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":5}}`)
	all := read(t, strings.Replace(line, `"uuid"`, `"costUSD":0.0125,"uuid"`, 1))
	u := all.Usages[ingest.UsageID("m1", "r1")]
	if u.StatedMicroUSD == nil || *u.StatedMicroUSD != 12500 || u.Output != 30 || u.Thoughts != 60 || u.CacheWrite5m != 25 || u.CacheWrite1h != 5 {
		t.Errorf("the request is %+v", u)
	}
}

// TestWhyAnAnswerEndedIsKept: records name why the model stopped, that the user interrupted it, and which records they take the place of.
func TestWhyAnAnswerEndedIsKept(t *testing.T) {
	stopped := strings.Replace(answered("a1", "m1", "r1", saidOne, `{"output_tokens":1}`), `"role"`, `"stop_reason":"refusal","role"`, 1)
	again := strings.Replace(after(9, answered("a2", "m2", "r2", saidTwo, `{"output_tokens":2}`)), `"uuid"`, `"supersedes":["a1"],"aborted":true,"uuid"`, 1)
	all := read(t, asked("u1", "", `"Go"`)+"\n"+stopped+"\n"+again)
	first, second := all.Events[ingest.MessageID("s1", "m1")], all.Events[ingest.MessageID("s1", "m2")]
	if string(first.Context["superseded_by"]) != `"a2"` || string(second.Context["aborted"]) != "true" || len(all.Usages) != 2 {
		t.Errorf("the answers are %s and %s, of %d requests", first.Context, second.Context, len(all.Usages))
	}
	if alone := read(t, stopped).Events[ingest.MessageID("s1", "m1")]; string(alone.Context["stop_reason"]) != `"refusal"` {
		t.Errorf("the answer is %s", alone.Context)
	}
}

// TestANotificationWithAnIDOfItsOwnContinuesThePromptBefore, for sources that name its id as the prompt of what follows.
func TestANotificationWithAnIDOfItsOwnContinuesThePromptBefore(t *testing.T) {
	all := read(t, asked("u1", `,"promptId":"p1"`, `"Go"`)+"\n"+
		after(60, asked("u2", `,"promptId":"p2","origin":{"kind":"task-notification"}`, `"<task-notification><task-id>b</task-id></task-notification>"`))+"\n"+
		after(61, asked("u3", `,"promptId":"p1","origin":{"kind":"peer"}`, `"<teammate-message>x</teammate-message>"`)))
	e := all.Events[ingest.MarkID("s1", "UserPromptSubmit", "p2")]
	if e.Continues != ingest.PromptID("s1", "p2") || e.ParentID != ingest.PromptID("s1", "p1") || len(all.Events) != 2 {
		t.Errorf("the events are %+v", all.Events)
	}
}
