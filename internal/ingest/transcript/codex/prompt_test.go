package codex_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/transcripttest"
)

// itemCompleted is an ItemCompletedEvent (codex-rs/protocol/src/protocol.rs).
func itemCompleted(turn, item string) string {
	return fmt.Sprintf(`{"type":"item_completed","thread_id":%q,"turn_id":%q,"item":%s,"started_at_ms":1769940000000,"completed_at_ms":1769940001500}`, codexOwn, turn, item)
}

func userItem(text string) string {
	return fmt.Sprintf(`{"type":"UserMessage","id":"u-%s","content":[{"type":"text","text":%q,"text_elements":[]}]}`, strings.Fields(text)[0], text)
}

// userInput is a message in the user's name as the model reads it; annotation says what its parts are.
func userInput(annotation string, texts ...string) string {
	var parts []string
	for _, text := range texts {
		parts = append(parts, fmt.Sprintf(`{"type":"input_text","text":%q}`, text))
	}
	return `{"type":"message","role":"user","content":[` + strings.Join(parts, ",") + `]` + annotation + `}`
}

func annotated(turn string, kinds ...string) string {
	return fmt.Sprintf(`,"internal_chat_message_metadata_passthrough":{"turn_id":%q,"content_item_kinds":["%s"]}`, turn, strings.Join(kinds, `","`))
}

// told is what a test compares of a turn: its prompts and what was added to them.
func told(all transcripttest.Report) (prompts, additions []string) {
	for _, e := range all.Events {
		switch e.ToolName {
		case "UserQuery":
			prompts = append(prompts, e.Input)
		case "Steering":
			additions = append(additions, e.Input)
		}
	}
	return prompts, additions
}

func TestAPromptIsToldOnceInWhateverFormsItIsReported(t *testing.T) {
	const injected = "<environment_context>\n<cwd>/w</cwd>\n</environment_context>"
	event := numbered(7, "event_msg", `{"type":"user_message","message":"Fix the door"}`)
	item := numbered(7, "event_msg", itemCompleted("t1", userItem("Fix the door")))
	input := numbered(6, "response_item", userInput("", "Fix the door"))
	for name, lines := range map[string][]string{
		"by an event":                    {event},
		"by an item":                     {item},
		"by what the model reads":        {input},
		"by an input and an event":       {input, event},
		"by an input and an item":        {input, item},
		"by an item and an input":        {item, input},
		"by an event and an item":        {event, item},
		"beside what Codex injected":     {numbered(4, "response_item", userInput("", injected)), input, item},
		"in parts":                       {numbered(6, "response_item", userInput("", "Fix", " the door")), numbered(7, "event_msg", itemCompleted("t1", `{"type":"UserMessage","content":[{"type":"text","text":"Fix"},{"type":"text","text":" the door"}]}`))},
		"with an annotation":             {numbered(6, "response_item", userInput(annotated("t1", "environment.context", "user.message"), "<other>", "Fix the door"))},
		"in a message with an injection": {numbered(6, "response_item", userInput("", injected, "Fix the door"))},
		"in other letters":               {numbered(7, "event_msg", itemCompleted("t1", `{"type":"userMessage","content":[{"type":"text","text":"Fix the door"}]}`))},
	} {
		t.Run(name, func(t *testing.T) {
			all := read(t, transcript.Source{}, append(append([]string{
				numbered(0, "session_meta", ownMeta("")), numbered(1, "turn_context", turnOne), numbered(2, "event_msg", `{"type":"task_started","turn_id":"t1"}`),
			}, lines...), numbered(8, "event_msg", `{"type":"agent_message","message":"Done"}`), numbered(9, "event_msg", `{"type":"task_complete","turn_id":"t1"}`))...)
			prompts, additions := told(all)
			if strings.Join(prompts, "|") != "Fix the door" || len(additions) != 0 {
				t.Errorf("the prompts are %q, with %q", prompts, additions)
			}
			if e := all.Events[ingest.PromptID(codexOwn, "t1")]; e.Status != ingest.StatusCompleted {
				t.Errorf("the prompt is %+v", e)
			}
			for _, e := range all.Events {
				if e.ToolName == "Message" && e.ParentID != ingest.PromptID(codexOwn, "t1") {
					t.Errorf("the message is %+v", e)
				}
			}
		})
	}
}

func TestWhatAUserAddsWhileATurnRunsIsNoTurn(t *testing.T) {
	all := read(t, transcript.Source{},
		numbered(0, "session_meta", ownMeta("")),
		numbered(1, "event_msg", `{"type":"task_started","turn_id":"t1"}`), numbered(2, "event_msg", itemCompleted("t1", userItem("Fix the door"))),
		numbered(3, "event_msg", itemCompleted("t1", userItem("And the window"))), numbered(4, "response_item", userInput("", "And the window")),
		numbered(5, "response_item", `{"type":"function_call","name":"shell","arguments":"{}","call_id":"c1"}`),
		numbered(6, "event_msg", `{"type":"task_complete","turn_id":"t1"}`),
		numbered(7, "event_msg", `{"type":"task_started","turn_id":"t2"}`), numbered(8, "event_msg", itemCompleted("t2", userItem("And the window"))),
		numbered(9, "event_msg", `{"type":"task_complete","turn_id":"t2"}`),
	)
	prompts, additions := told(all)
	if len(prompts) != 2 || strings.Join(additions, "|") != "And the window" {
		t.Errorf("the prompts are %q, with %q", prompts, additions)
	}
	if e := all.Tool(t, "c1"); e.ParentID != ingest.PromptID(codexOwn, "t1") {
		t.Errorf("the call is %+v", e)
	}
}

func TestWhatCodexInjectsIsNoPrompt(t *testing.T) {
	for text, isInjected := range map[string]bool{
		"# AGENTS.md instructions for /w\n\n<INSTRUCTIONS>\nBe kind.\n</INSTRUCTIONS>": true,
		"<environment_context>\n<cwd>/w</cwd>\n</environment_context>":                 true,
		"<skill>\n<name>x</name>\n</skill>":                                            true,
		"<user_shell_command>\nls\n</user_shell_command>":                              true,
		"<turn_aborted>\nThe user interrupted.\n</turn_aborted>":                       true,
		"<subagent_notification>\n{}\n</subagent_notification>":                        true,
		"<recommended_plugins>x</recommended_plugins>":                                 true,
		"<goal_context>x</goal_context>":                                               true,
		`<codex_internal_context source="goal">x</codex_internal_context>`:             true,
		"<external_issues>x</external_issues>":                                         true,
		`<hook_prompt hook_run_id="r1">Go on</hook_prompt>`:                            true,
		">>> TRANSCRIPT START\n[1] user: x":                                            true,
		"<question>Why?</question>":                                                    false,
		"<skill> is a tag of yours, what does it do?":                                  false,
		"<external_issues>x</external_other>":                                          false,
		"Explain <environment_context>x</environment_context>":                         false,
		"# AGENTS.md instructions are missing, write them":                             false,
	} {
		all := read(t, transcript.Source{},
			numbered(0, "session_meta", ownMeta("")), numbered(1, "turn_context", turnOne), numbered(2, "response_item", userInput("", text)),
			numbered(3, "event_msg", `{"type":"task_complete","turn_id":"t1"}`))
		if prompts, _ := told(all); (len(prompts) == 0) != isInjected {
			t.Errorf("of %q the prompts are %q", text, prompts)
		}
	}
}

func TestAnImageIsAPromptToo(t *testing.T) {
	for name, line := range map[string]string{
		"an event": `{"type":"user_message","message":"","images":["data:image/png;base64,AAAA"]}`,
		"an item":  itemCompleted("t1", `{"type":"UserMessage","content":[{"type":"local_image","path":"/w/a.png"}]}`),
	} {
		all := read(t, transcript.Source{}, numbered(0, "session_meta", ownMeta("")), numbered(1, "turn_context", turnOne), numbered(2, "event_msg", line))
		if prompts := all.Prompts(); len(prompts) != 1 || !prompts["[image]"] {
			t.Errorf("%s gives the prompts %v", name, prompts)
		}
	}
}

// TestHowATurnEndedThatTheNextPromptEnds: no record says how it ended.
func TestHowATurnEndedThatTheNextPromptEnds(t *testing.T) {
	const (
		call   = `{"type":"function_call","name":"shell","arguments":"{}","call_id":"c1"}`
		output = `{"type":"function_call_output","call_id":"c1","output":"ok"}`
	)
	answer, failure := numbered(5, "event_msg", `{"type":"agent_message","message":"Done"}`), numbered(6, "event_msg", `{"type":"error","message":"overloaded"}`)
	for name, test := range map[string]struct {
		lines []string
		want  ingest.Status
		// ended is when it ended, "" where a stop says so.
		ended string
	}{
		"it was answered":             {[]string{numbered(3, "response_item", call), numbered(4, "response_item", output), answer}, ingest.StatusCompleted, "2026-02-01T10:00:05.000000"},
		"it failed":                   {[]string{failure}, ingest.StatusFailed, "2026-02-01T10:00:06.000000"},
		"it failed after an answer":   {[]string{answer, failure}, ingest.StatusFailed, "2026-02-01T10:00:06.000000"},
		"nobody knows":                {nil, "", ""},
		"nobody knows, after a call":  {[]string{numbered(3, "response_item", call)}, "", ""},
		"nobody knows, with a remark": {[]string{answer, numbered(6, "response_item", call)}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			lines := append([]string{
				numbered(0, "session_meta", ownMeta("")), numbered(1, "event_msg", `{"type":"task_started","turn_id":"t1"}`),
				numbered(2, "event_msg", itemCompleted("t1", userItem("Fix the door"))),
			}, test.lines...)
			lines = append(lines, numbered(50, "event_msg", `{"type":"task_started","turn_id":"t2"}`), numbered(51, "event_msg", itemCompleted("t2", userItem("And the window"))))
			all := read(t, transcript.Source{}, lines...)
			e, next := all.Events[ingest.PromptID(codexOwn, "t1")], ingest.PromptID(codexOwn, "t2")
			if test.want != "" && (e.Status != test.want || string(e.EndedAt) != test.ended || all.Stops[0].EndedBy != ingest.EndedBySilence) {
				t.Errorf("the prompt is %+v, with the stops %+v; want %s", e, all.Stops, test.want)
			}
			if test.want == "" && (e.Status != ingest.StatusStarted || all.Stops[0].EndedBy != ingest.EndedByPrompt || all.Stops[0].Except != next) {
				t.Errorf("the prompt is %+v, with the stops %+v", e, all.Stops)
			}
		})
	}
}

// TestHowATurnEnds: see TurnAbortReason in codex-rs/protocol/src/protocol.rs.
func TestHowATurnEnds(t *testing.T) {
	for name, test := range map[string]struct {
		lines []string
		want  ingest.Status
	}{
		"completed":              {[]string{`{"type":"task_complete","turn_id":"t1"}`}, ingest.StatusCompleted},
		"interrupted":            {[]string{`{"type":"turn_aborted","turn_id":"t1","reason":"interrupted"}`}, ingest.StatusCancelled},
		"aborted, by old files":  {[]string{`{"type":"turn_aborted"}`}, ingest.StatusCancelled},
		"replaced":               {[]string{`{"type":"turn_aborted","turn_id":"t1","reason":"replaced"}`}, ingest.StatusCompleted},
		"ended by a review":      {[]string{`{"type":"turn_aborted","turn_id":"t1","reason":"review_ended"}`}, ingest.StatusCompleted},
		"beyond its budget":      {[]string{`{"type":"turn_aborted","turn_id":"t1","reason":"budget_limited"}`}, ingest.StatusFailed},
		"after another one's":    {[]string{`{"type":"turn_aborted","turn_id":"t0","reason":"interrupted"}`, `{"type":"task_complete","turn_id":"t1"}`}, ingest.StatusCompleted},
		"before another's abort": {[]string{`{"type":"task_complete","turn_id":"t1"}`, `{"type":"turn_aborted","turn_id":"t1","reason":"interrupted"}`}, ingest.StatusCompleted},
	} {
		t.Run(name, func(t *testing.T) {
			lines := []string{
				numbered(0, "session_meta", ownMeta("")), numbered(1, "event_msg", `{"type":"task_started","turn_id":"t1"}`),
				numbered(2, "event_msg", itemCompleted("t1", userItem("Fix the door"))),
			}
			for i, line := range test.lines {
				lines = append(lines, numbered(5+i, "event_msg", line))
			}
			e := read(t, transcript.Source{}, lines...).Events[ingest.PromptID(codexOwn, "t1")]
			if e.Status != test.want || e.DurationSeconds == nil {
				t.Errorf("the prompt is %+v, want %s", e, test.want)
			}
		})
	}
}
