package hook_test

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// TestOnlyWhatTheUserWroteBeginsATurn: UserPromptSubmit also comes for what other agents, timers and monitors hand over. Its source says so
// (UserPromptSubmitHookInput in the type declarations of the SDK 0.3.332); where it is absent, the text tells.
func TestOnlyWhatTheUserWroteBeginsATurn(t *testing.T) {
	for name, test := range map[string]struct {
		members string
		isTurn  bool
	}{
		"typed":                           {`"source":"user","prompt":"Mend the lift"`, true},
		"of a program":                    {`"source":"sdk","prompt":"Mend the lift"`, true},
		"of an older version":             {`"prompt":"Mend the lift"`, true},
		"of a source that is not known":   {`"source":"voice","prompt":"Mend the lift"`, true},
		"a command of the agent":          {`"prompt":"/review the lift"`, true},
		"typed, about a notification":     {`"source":"user","prompt":"<task-notification> is what?"`, true},
		"a notification, as stated":       {`"source":"system","prompt":"Background command finished"`, false},
		"a loop":                          {`"source":"loop_wakeup","prompt":"check the lift"`, false},
		"a timer":                         {`"source":"schedule_wakeup","prompt":"check the lift"`, false},
		"an event that was waited for":    {`"source":"poll_event","prompt":"the lift moved"`, false},
		"a notification, by its text":     {`"prompt":"<task-notification>\n<task-id>b1</task-id>\n</task-notification>\nRead the output"`, false},
		"a message of a teammate":         {`"prompt":"<teammate-message teammate_id=\"scout\" color=\"blue\">done</teammate-message>"`, false},
		"a message of another session":    {`"prompt":"<cross-session-message from=\"b\">hello</cross-session-message>"`, false},
		"a message of a channel":          {`"prompt":"<channel source=\"chat\">hello</channel>"`, false},
		"a notification of the system":    {`"prompt":"[SYSTEM NOTIFICATION - NOT USER INPUT] done"`, false},
		"a message behind a sentence":     {`"prompt":"Another Claude session sent a message:\n<agent-message from=\"a1\">\n[Subagent hand-back] done\n</agent-message>"`, false},
		"a limit that has passed":         {`"prompt":"Your claude.ai usage limit has reset. Continue the task you were working on when the limit was reached; do not repeat work that is already complete."`, false},
		"a wrapper that is not known yet": {`"prompt":"<deploy-event id=\"7\">green</deploy-event>"`, false},
		"a wrapper, and a question":       {`"prompt":"<my-widget>x</my-widget> does not render"`, true},
	} {
		t.Run(name, func(t *testing.T) {
			_, events, stops := observe(t, agent.ClaudeCode, claude("UserPromptSubmit", test.members), noon)
			if len(events) != 1 {
				t.Fatalf("%d events", len(events))
			}
			if isTurn := events[0].ToolName == model.ToolUserQuery; isTurn != test.isTurn || (len(stops) > 0) != test.isTurn {
				t.Errorf("a turn: %v, that ends the one before: %v; want %v", isTurn, len(stops) > 0, test.isTurn)
			}
			if !test.isTurn && (events[0].Type != ingest.TypeCheckPoint || events[0].Input == "") {
				t.Errorf("it is kept as %+v", events[0])
			}
		})
	}
}

// TestWhatTheUserDidNotWriteContinuesThePromptBefore: hooks name its id as the prompt of what follows.
func TestWhatTheUserDidNotWriteContinuesThePromptBefore(t *testing.T) {
	e := onlyEvent(t, agent.ClaudeCode, claude("UserPromptSubmit", `"prompt_id":"p2","source":"system","prompt":"done"`))
	if e.ID != ingest.MarkID("s1", "UserPromptSubmit", "p2") || e.Continues != ingest.PromptID("s1", "p2") || e.ParentID != "" || !e.InTurn {
		t.Errorf("got %+v", e)
	}
}
