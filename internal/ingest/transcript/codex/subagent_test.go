package codex_test

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/codex"
)

// TestADelegationNamesItsSubagent: the call returns the name of the task alone, and what the thread records beside it names the subagent.
func TestADelegationNamesItsSubagent(t *testing.T) {
	call := `{"type":"function_call","name":"spawn_agent","namespace":"collaboration","arguments":"{\"task_name\":\"mapper\",\"message\":\"list folders\"}","call_id":"c0"}`
	output := `{"type":"function_call_output","call_id":"c0","output":"{\"task_name\":\"/root/mapper\",\"nickname\":\"Ada\"}"}`
	for name, line := range map[string]string{
		"an activity":                    itemCompleted("t1", `{"type":"SubAgentActivity","id":"c0","kind":"started","agentThreadId":"`+codexParent+`","agentPath":"/root/mapper"}`),
		"an activity with underscores":   itemCompleted("t1", `{"type":"SubAgentActivity","id":"c0","kind":"started","agent_thread_id":"`+codexParent+`","agent_path":"/root/mapper"}`),
		"a call of a tool for subagents": itemCompleted("t1", `{"type":"CollabAgentToolCall","id":"c0","tool":"spawnAgent","status":"completed","senderThreadId":"x","receiverThreadIds":["`+codexParent+`"],"prompt":"list folders"}`),
		"a call with underscores":        itemCompleted("t1", `{"type":"CollabAgentToolCall","id":"c0","tool":"spawn_agent","status":"completed","sender_thread_id":"x","receiver_thread_ids":["`+codexParent+`"]}`),
	} {
		for order, lines := range map[string][]string{"before the result": {call, line, output}, "after it": {call, output, line}} {
			t.Run(name+" "+order, func(t *testing.T) {
				e := read(t, transcript.Source{}, inTurn(lines...)...).Tool(t, "c0")
				if e.TaskID != codexParent || e.Type != ingest.TypeTaskDelegation || e.Status != ingest.StatusStarted || e.SubagentType != "mapper" || e.Input != "list folders" {
					t.Errorf("the delegation is %+v", e)
				}
			})
		}
	}
	all := read(t, transcript.Source{}, inTurn(itemCompleted("t1", `{"type":"CollabAgentToolCall","id":"c9","tool":"spawnAgent","status":"completed","receiverThreadIds":["`+codexParent+`"],"prompt":"list folders"}`))...)
	if e := all.Tool(t, "c9"); e.TaskID != codexParent || e.Type != ingest.TypeTaskDelegation || e.Input != "list folders" || e.Status != ingest.StatusStarted {
		t.Errorf("the delegation of a script is %+v", e)
	}
}

// observe returns what the lines report, in their order.
func observe(t *testing.T, lines ...string) []ingest.Observation {
	t.Helper()
	reader, err := codex.Format().New(transcript.Source{Name: "rollout-" + codexOwn}, nil)
	if err != nil {
		t.Fatal(err)
	}
	batch := transcript.NewBatch()
	for _, line := range lines {
		reader.Read([]byte(line), batch)
	}
	reader.End(batch, false)
	return batch.Observations
}

func stopsOf(observations []ingest.Observation) []ingest.Stop {
	var stops []ingest.Stop
	for _, o := range observations {
		if o.Stop != nil {
			stops = append(stops, *o.Stop)
		}
	}
	return stops
}

func TestTheThreadThatStartedASubagentSaysHowThatEnded(t *testing.T) {
	for kind, want := range map[string]ingest.Status{"completed": ingest.StatusCompleted, "interrupted": ingest.StatusCancelled, "interacted": ""} {
		stops := stopsOf(observe(t, inTurn(
			itemCompleted("t1", `{"type":"SubAgentActivity","id":"c0","kind":"started","agent_thread_id":"a1","agent_path":"/root/a"}`),
			itemCompleted("t1", `{"type":"SubAgentActivity","id":"c1","kind":"`+kind+`","agent_thread_id":"a1","agent_path":"/root/a"}`))...))
		switch {
		case want == "" && len(stops) == 0:
		case len(stops) != 1 || stops[0].Status != want || stops[0].Subagent != "a1" || stops[0].SessionID != codexOwn:
			t.Errorf("%s gives the stops %+v", kind, stops)
		}
	}
}

// TestEachTaskOfASubagentEnds: one that gets another task begins a further turn (task_started) in the same file.
func TestEachTaskOfASubagentEnds(t *testing.T) {
	observations := observe(t,
		numbered(0, "session_meta", `{"id":"`+codexOwn+`","session_id":"`+codexParent+`","parent_thread_id":"`+codexParent+`","thread_source":"subagent","agent_role":"explorer","history_mode":"paginated"}`),
		numbered(1, "event_msg", `{"type":"task_started","turn_id":"t1"}`), numbered(2, "event_msg", itemCompleted("t1", userItem("Look"))),
		numbered(3, "event_msg", `{"type":"task_complete","turn_id":"t1"}`),
		numbered(4, "event_msg", `{"type":"task_started","turn_id":"t2"}`),
		numbered(5, "response_item", `{"type":"function_call","name":"shell","arguments":"{}","call_id":"c1"}`),
		numbered(6, "event_msg", `{"type":"turn_aborted","turn_id":"t2","reason":"interrupted"}`),
	)
	stops := stopsOf(observations)
	if len(stops) != 2 || stops[0].Status != ingest.StatusCompleted || stops[1].Status != ingest.StatusCancelled || stops[1].SessionID != codexParent || stops[1].Subagent != codexOwn {
		t.Errorf("the stops are %+v", stops)
	}
	marks := map[string]string{}
	for _, o := range observations {
		if o.Event != nil {
			marks[o.Event.ID] = o.Event.ToolName + " " + o.Event.AgentID + " " + o.Event.Subagent
		}
	}
	// The ids are those of the hooks of a subagent: that of its start names it, those of its stops its turns.
	for id, want := range map[string]string{
		ingest.MarkID(codexParent, "SubagentStart", codexOwn): "SubagentStart explorer " + codexOwn,
		ingest.MarkID(codexParent, "SubagentStop", "t1"):      "SubagentStop explorer " + codexOwn,
		ingest.MarkID(codexParent, "SubagentStop", "t2"):      "SubagentStop explorer " + codexOwn,
	} {
		if marks[id] != want {
			t.Errorf("there is %q, want %q, in %v", marks[id], want, marks)
		}
	}
}

func TestTheThreadOfAFileIsThatOfItsHeader(t *testing.T) {
	for name, want := range map[string]string{
		"rollout-2026-02-01T10-00-00-" + codexOwn:                     codexOwn,
		"rollout-2026-02-01T10-00-00-" + codexOwn + "_" + codexParent: codexOwn,
		"rollout-2026-02-01T10-00-00-" + codexOwn + "_2":              codexOwn,
		"history": "",
	} {
		if got := codex.SessionOfFile(name); got != want {
			t.Errorf("the thread of %s is %q, want %q", name, got, want)
		}
	}
	observations := observe(t, numbered(0, "session_meta", `{"id":"`+codexParent+`"}`)) // in a file that is named after another thread
	if s := observations[0].Session; s == nil || s.ID != codexParent {
		t.Errorf("the first observation is %+v", observations[0])
	}
}
