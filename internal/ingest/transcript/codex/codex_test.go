package codex_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/codex"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/transcripttest"
)

const (
	codexOwn    = "11111111-1111-4111-8111-111111111111"
	codexParent = "22222222-2222-4222-8222-222222222222"
)

func rollout(second int, kind, payload string) string {
	return fmt.Sprintf(`{"timestamp":"2026-02-01T10:00:%02d.000Z","type":%q,"payload":%s}`, second, kind, payload)
}

func tokenCount(second, sum, cached, out, reasoning int) string {
	return rollout(second, "event_msg", fmt.Sprintf(
		`{"type":"token_count","info":{"total_token_usage":{"input_tokens":%d,"cached_input_tokens":%d,"output_tokens":%d,"reasoning_output_tokens":%d},"last_token_usage":{"input_tokens":100,"cached_input_tokens":40,"output_tokens":20,"reasoning_output_tokens":5}}}`,
		sum, cached, out, reasoning))
}

func read(t *testing.T, from transcript.Source, lines ...string) transcripttest.Report {
	t.Helper()
	from.Name = "rollout-2026-02-01T10-00-00-" + codexOwn
	return transcripttest.Read(t, codex.Format(), from, strings.Join(lines, "\n"))
}

func TestARollout(t *testing.T) {
	all := read(t, transcript.Source{},
		rollout(0, "session_meta", `{"id":"`+codexOwn+`","cwd":"/w","originator":"codex_cli_rs","git":{"commit_hash":"abc","branch":"main"}}`),
		rollout(1, "event_msg", `{"type":"task_started","turn_id":"turn1"}`),
		rollout(1, "event_msg", `{"type":"user_message","message":"Fix the door"}`),
		rollout(1, "turn_context", `{"turn_id":"turn1","model":"gpt-x","cwd":"/w"}`),
		rollout(2, "response_item", `{"type":"function_call","name":"shell","arguments":"{\"command\":[\"ls\",\"-l\"]}","call_id":"c1"}`),
		rollout(4, "response_item", `{"type":"function_call_output","call_id":"c1","output":"{\"output\":\"a b\",\"metadata\":{\"exit_code\":0,\"duration_seconds\":1.5}}"}`),
		rollout(4, "response_item", `{"type":"custom_tool_call","name":"apply_patch","input":"*** Begin","call_id":"c2"}`),
		rollout(5, "response_item", `{"type":"custom_tool_call_output","call_id":"c2","output":"{\"output\":\"no\",\"metadata\":{\"exit_code\":1}}"}`),
		rollout(5, "response_item", `{"type":"function_call","name":"exec_command","arguments":"not json","call_id":"c3"}`),
		tokenCount(5, 100, 40, 20, 5), tokenCount(5, 100, 40, 20, 5), tokenCount(6, 300, 90, 50, 15),
		rollout(6, "event_msg", `{"type":"token_count","info":null}`),
		rollout(7, "event_msg", `{"type":"agent_message","message":"Done"}`),
		rollout(8, "event_msg", `{"type":"turn_aborted","turn_id":"turn1"}`),
	)
	if branch := string(all.Sessions[0].Metadata["gitBranch"]); branch != `"main"` {
		t.Errorf("the branch is %s", branch)
	}
	prompt := ingest.PromptID(codexOwn, "turn1")
	if e := all.Events[prompt]; e.Input != "Fix the door" || e.Status != ingest.StatusCancelled {
		t.Errorf("the prompt is %+v", e)
	}
	if e := all.Tool(t, "c1"); e.Input != "ls -l" || e.Output != "a b" || *e.DurationSeconds != 1.5 || e.ParentID != prompt || e.Status != ingest.StatusCompleted {
		t.Errorf("the command is %+v", e)
	}
	if e := all.Tool(t, "c2"); e.Status != ingest.StatusFailed || e.Input != "*** Begin" {
		t.Errorf("the patch is %+v", e)
	}
	if e := all.Tool(t, "c3"); e.Status != ingest.StatusCancelled {
		t.Errorf("the call that was cut off is %+v", e)
	}
	var input, cached, output, thoughts int64
	for _, u := range all.Usages {
		input, cached, output, thoughts = input+u.Input, cached+u.CacheRead, output+u.Output, thoughts+u.Thoughts
	}
	if len(all.Usages) != 2 || input != 210 || cached != 90 || output != 35 || thoughts != 15 {
		t.Errorf("%d requests took %d, %d, %d, %d", len(all.Usages), input, cached, output, thoughts)
	}
	if e := all.Events[ingest.MessageID(codexOwn, "turn1")]; e.Output != "Done" || e.ParentID != prompt {
		t.Errorf("the message is %+v", e)
	}
}

// TestWhatATotalOfTokensAdds: each total comes with a last request of 120 tokens.
func TestWhatATotalOfTokensAdds(t *testing.T) {
	for name, test := range map[string]struct {
		totals []int
		want   int64
	}{
		"the first may continue another session": {[]int{1000}, 120},
		"a later one adds the difference":        {[]int{1000, 1300}, 420},
		"one that is written twice adds nothing": {[]int{1000, 1000}, 120},
		"one that fell adds the last request":    {[]int{1000, 50}, 240},
		"and the next one its difference":        {[]int{1000, 50, 80}, 270},
	} {
		t.Run(name, func(t *testing.T) {
			lines := []string{rollout(0, "session_meta", `{"id":"`+codexOwn+`"}`), rollout(1, "event_msg", `{"type":"task_started","turn_id":"turn1"}`)}
			for i, total := range test.totals {
				lines = append(lines, tokenCount(2+i, total, 40, 20, 5))
			}
			var got int64
			for _, u := range read(t, transcript.Source{}, lines...).Usages {
				got += u.Input + u.CacheRead + u.Output + u.Thoughts
			}
			if got != test.want {
				t.Errorf("the totals %v add %d tokens, want %d", test.totals, got, test.want)
			}
		})
	}
}

func TestOfARolloutThatRepeatsItsParentOnlyItsOwnTurnsAreRead(t *testing.T) {
	turns := map[string]bool{"old1": true, "old2": true}
	known := func(string) transcript.Ancestor { return transcript.Ancestor{Root: codexParent, Turns: turns} }
	for name, from := range map[string]transcript.Source{"the parent is there": {Ancestor: known}, "it is not": {}} {
		t.Run(name, func(t *testing.T) {
			all := read(t, from,
				rollout(0, "session_meta", `{"id":"`+codexOwn+`","forked_from_id":"`+codexParent+`"}`),
				rollout(0, "session_meta", `{"id":"`+codexParent+`"}`),
				rollout(0, "turn_context", `{"turn_id":"old1","model":"gpt-x"}`),
				rollout(0, "event_msg", `{"type":"user_message","message":"Old"}`),
				rollout(0, "response_item", `{"type":"function_call","name":"shell","arguments":"{}","call_id":"old"}`),
				tokenCount(0, 5000, 1000, 400, 0),
				rollout(9, "event_msg", `{"type":"task_started","turn_id":"new1"}`),
				rollout(9, "event_msg", `{"type":"user_message","message":"New"}`),
				tokenCount(10, 5100, 1040, 420, 5),
			)
			if prompts := all.Prompts(); len(prompts) != 1 || !prompts["New"] {
				t.Errorf("the prompts are %v", prompts)
			}
			if len(all.Usages) != 1 {
				t.Fatalf("there are %d requests", len(all.Usages))
			}
			for _, u := range all.Usages {
				if u.Input != 60 || u.CacheRead != 40 || u.Output != 15 || u.Thoughts != 5 || u.SessionID != codexOwn {
					t.Errorf("the request took %+v", u)
				}
			}
		})
	}
}

func TestTheRolloutOfASubagentBelongsToTheSessionThatStartedIt(t *testing.T) {
	known := func(string) transcript.Ancestor {
		return transcript.Ancestor{Root: "root", Turns: map[string]bool{}}
	}
	all := read(t, transcript.Source{Ancestor: known},
		rollout(0, "session_meta", `{"id":"`+codexOwn+`","source":{"subagent":{"thread_spawn":{"parent_thread_id":"`+codexParent+`","depth":1,"agent_role":"explorer"}}}}`),
		rollout(9, "event_msg", `{"type":"task_started","turn_id":"new1"}`),
		rollout(9, "event_msg", `{"type":"user_message","message":"Look"}`),
		rollout(9, "response_item", `{"type":"function_call","name":"shell","arguments":"{}","call_id":"c1"}`),
	)
	if e := all.Tool(t, "c1"); e.SessionID != "root" || e.Subagent != codexOwn || e.AgentID != "explorer" {
		t.Errorf("the call is %+v", e)
	}
	if len(all.Prompts()) != 0 || len(all.Sessions) != 1 || all.Sessions[0].EndedAt == "" || all.Sessions[0].Agent != "" {
		t.Errorf("it adds the prompts %v and the sessions %v", all.Prompts(), all.Sessions)
	}
	parent := read(t, transcript.Source{}, rollout(0, "session_meta", `{"id":"root"}`),
		rollout(1, "response_item", `{"type":"function_call","name":"spawn_agent","arguments":"{\"agent_type\":\"explorer\",\"message\":\"Look\"}","call_id":"c0"}`),
		rollout(2, "response_item", `{"type":"function_call_output","call_id":"c0","output":"{\"agent_id\":\"`+codexOwn+`\"}"}`))
	if e := parent.Tool(t, "c0"); e.TaskID != codexOwn || e.Type != ingest.TypeTaskDelegation || e.Status != ingest.StatusStarted {
		t.Errorf("the delegation is %+v", e)
	}
}

func TestTheCarryHoldsNoTextOfTheConversation(t *testing.T) {
	lines := rollout(1, "event_msg", `{"type":"user_message","message":"hunter2"}`) + "\n" +
		rollout(2, "response_item", `{"type":"function_call","name":"shell","arguments":"{\"command\":\"hunter2\"}","call_id":"c1"}`) + "\n" +
		rollout(3, "event_msg", `{"type":"user_message","message":"hunter2"}`)
	transcripttest.CarryHoldsNoText(t, codex.Format(), lines, "hunter2")
}
