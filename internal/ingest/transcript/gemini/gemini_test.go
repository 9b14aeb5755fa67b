package gemini_test

import (
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/gemini"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/transcripttest"
)

const (
	geminiHeader = `"sessionId":"g1","projectHash":"h","startTime":"2026-02-01T10:00:00.000Z","lastUpdated":"2026-02-01T10:01:00.000Z"`
	geminiAsk    = `{"id":"u1","timestamp":"2026-02-01T10:00:01.000Z","type":"user","content":[{"text":"Fix the door"}]}`
	geminiDraft  = `{"id":"a1","timestamp":"2026-02-01T10:00:02.000Z","type":"gemini","model":"gemini-x","content":"I","tokens":{"input":100,"output":5,"cached":40,"thoughts":3,"tool":2,"total":110}}`
	geminiAnswer = `{"id":"a1","timestamp":"2026-02-01T10:00:02.000Z","type":"gemini","model":"gemini-x","content":"I look","tokens":{"input":100,"output":25,"cached":40,"thoughts":3,"tool":2,"total":130},"toolCalls":[{"id":"t1","name":"read_file","args":{"file_path":"/d"},"status":"success","result":[{"functionResponse":{"response":{"output":"wood"}}}]},{"id":"t2","name":"run_shell_command","args":{"command":"saw"},"status":"error","result":[{"functionResponse":{"response":{"error":"no saw"}}}]}]}`
)

func TestAChat(t *testing.T) {
	for name, test := range map[string]struct {
		format transcript.Format
		text   string
	}{
		"lines":    {gemini.Lines(), strings.Join([]string{"{" + geminiHeader + "}", geminiAsk, geminiDraft, geminiAnswer, `{"$set":{"summary":"The door"}}`}, "\n")},
		"document": {gemini.Document(), `{` + geminiHeader + `,"summary":"The door","messages":[` + geminiAsk + "," + geminiAnswer + `]}`},
	} {
		t.Run(name, func(t *testing.T) {
			if !test.format.Recognise(transcript.Beginning{Path: "session-x", Text: []byte(test.text + "\n")}) {
				t.Error("it is not recognised")
			}
			all := transcripttest.Read(t, test.format, transcript.Source{Name: "session-x"}, test.text)
			prompt := ingest.PromptID("g1", "u1")
			if e := all.Events[prompt]; e.Input != "Fix the door" || e.Status != ingest.StatusStarted || len(all.Stops) != 1 {
				t.Errorf("the prompt is %+v", e)
			}
			if e := all.Events[ingest.MessageID("g1", "a1")]; e.Output != "I look" || e.ParentID != prompt {
				t.Errorf("the message is %+v", e)
			}
			if e := all.Tool(t, "t1"); e.Status != ingest.StatusCompleted || e.Output != "wood" || e.Input != "/d" || e.ParentID != prompt {
				t.Errorf("the call is %+v", e)
			}
			if e := all.Tool(t, "t2"); e.Status != ingest.StatusFailed || e.Error != "no saw" {
				t.Errorf("the call that failed is %+v", e)
			}
			u := all.Usages[ingest.UsageID("g1/a1", "")]
			if len(all.Usages) != 1 || u.Input != 62 || u.CacheRead != 40 || u.Output != 25 || u.Thoughts != 3 {
				t.Errorf("%d requests, of which one took %+v", len(all.Usages), u)
			}
			if all.Title() != "The door" {
				t.Errorf("the title is %q", all.Title())
			}
		})
	}
}

func TestAfterARewindEventsBelongToThePromptBefore(t *testing.T) {
	second := strings.NewReplacer("u1", "u2", "Fix", "Paint").Replace(geminiAsk)
	all := transcripttest.Read(t, gemini.Lines(), transcript.Source{}, strings.Join([]string{"{" + geminiHeader + "}", geminiAsk, second, `{"$rewindTo":"u2"}`, geminiAnswer}, "\n"))
	if e := all.Tool(t, "t1"); e.ParentID != ingest.PromptID("g1", "u1") {
		t.Errorf("the call belongs to %s", e.ParentID)
	}
	if len(all.Prompts()) != 2 {
		t.Errorf("the prompts are %v: what was done is kept", all.Prompts())
	}
}

func TestTheChatOfASubagentBelongsToItsParent(t *testing.T) {
	all := transcripttest.Read(t, gemini.Lines(), transcript.Source{ParentSession: "g0"}, strings.Join([]string{"{" + geminiHeader + `,"kind":"subagent"}`, geminiAsk, geminiAnswer}, "\n"))
	if e := all.Tool(t, "t1"); e.SessionID != "g0" || e.Subagent != "g1" {
		t.Errorf("the call is of %s in %s", e.SessionID, e.Subagent)
	}
	if len(all.Prompts()) != 0 {
		t.Errorf("the prompts are %v", all.Prompts())
	}
}

func TestTheCarryHoldsNoTextOfTheConversation(t *testing.T) {
	lines := "{" + geminiHeader + `,"summary":"hunter2"}` + "\n" + strings.ReplaceAll(geminiAsk, "Fix", "hunter2")
	transcripttest.CarryHoldsNoText(t, gemini.Lines(), lines, "hunter2")
}
