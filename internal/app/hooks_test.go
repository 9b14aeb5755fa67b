package app_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/config"
	"github.com/htmlgraph/htmlgraph/internal/hookclient"
)

// turn are the payloads of a turn: a prompt without an id, a call, a background subagent with a call, the stop of the main agent,
// and then the stop of the subagent.
var turn = []string{
	`"hook_event_name":"SessionStart","source":"startup"`,
	`"hook_event_name":"UserPromptSubmit","prompt":"Mend it"`,
	`"hook_event_name":"UserPromptSubmit","prompt":"Mend it"`, // the hook is installed twice
	`"hook_event_name":"PreToolUse","tool_name":"Bash","tool_use_id":"t1","tool_input":{"command":"ls"}`,
	`"hook_event_name":"PostToolUse","tool_name":"Bash","tool_use_id":"t1","tool_input":{"command":"ls"},"tool_response":{"stdout":"a"}`,
	`"hook_event_name":"PreToolUse","tool_name":"Agent","tool_use_id":"t2","tool_input":{"prompt":"look","subagent_type":"Explore"}`,
	`"hook_event_name":"PreToolUse","tool_name":"Read","tool_use_id":"t3","agent_id":"a1","agent_type":"Explore","tool_input":{"file_path":"f"}`,
	`"hook_event_name":"PostToolUse","tool_name":"Agent","tool_use_id":"t2","tool_input":{"prompt":"look","subagent_type":"Explore"},"tool_response":{"status":"async_launched","agentId":"a1"}`,
	`"hook_event_name":"PreToolUse","tool_name":"Grep","tool_use_id":"t4","tool_input":{"pattern":"x"}`,
	`"hook_event_name":"Stop","last_assistant_message":"done"`,
	`"hook_event_name":"SubagentStop","agent_id":"a1","agent_type":"Explore","last_assistant_message":"found"`,
}

// rows describes the events of a database: the tool, the tool of the event above, the status.
func rows(t *testing.T, path string) []string {
	t.Helper()
	db := openOther(t, path)
	defer db.Close()
	found, err := db.Query(`SELECT e.tool_name, coalesce(p.tool_name, '-'), e.status FROM agent_events e
		LEFT JOIN agent_events p ON p.event_id = e.parent_event_id`)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	var list []string
	for found.Next() {
		var tool, parent, status string
		if err := found.Scan(&tool, &parent, &status); err != nil {
			t.Fatal(err)
		}
		list = append(list, fmt.Sprintf("%s below %s %s", tool, parent, status))
	}
	slices.Sort(list)
	return list
}

func TestATurnReportedByHooksIsStored(t *testing.T) {
	r := start(t, nil)
	db := filepath.Join(r.folder, ".htmlgraph", "htmlgraph.db")
	began := time.Now().Truncate(time.Minute)
	deliver := func(until int) {
		for i, payload := range turn[:until] {
			err := hookclient.Hook{DB: db, State: r.state()}.Deliver(t.Context(), agent.Get(agent.ClaudeCode), []byte(`{"session_id":"s1","cwd":"/w",`+payload+"}"), began.Add(time.Duration(i)*time.Millisecond))
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	deliver(len(turn) - 1)
	if got := rows(t, db); !slices.Contains(got, "Task below UserQuery started") || !slices.Contains(got, "Read below Task started") {
		t.Errorf("after the stop of the main agent its subagent is over too: %v", got)
	}
	deliver(len(turn))
	want := []string{
		"Bash below UserQuery completed", "Grep below UserQuery completed", "Read below Task completed", "SessionStart below - recorded",
		"Stop below UserQuery recorded", "SubagentStop below Task recorded", "Task below UserQuery completed", "UserQuery below - completed",
	}
	if got := rows(t, db); !slices.Equal(got, want) {
		t.Errorf("rows\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	r.end(t)
	if left := r.files(t); left != "htmlgraph.db" {
		t.Errorf("left behind: %s", left)
	}
}

func TestAServerStoresThePayloadsInTheSpool(t *testing.T) {
	r := start(t, nil)
	db := filepath.Join(r.folder, ".htmlgraph", "htmlgraph.db")
	r.end(t)
	spool := hookclient.NewSpool(db)
	for i, payload := range []string{`{"session_id":"s1","hook_event_name":"Stop"}`, "nonsense"} {
		if err := spool.Put(agent.Get(agent.Codex), []byte(payload), time.Now().Add(time.Duration(i))); err != nil {
			t.Fatal(err)
		}
	}
	again := startIn(t, r.folder, nil)
	defer again.end(t)
	for deadline := time.Now().Add(time.Minute); !strings.Contains(again.files(t), ".refused"); {
		if time.Now().After(deadline) {
			t.Fatalf("the spool is not taken: %s", again.files(t))
		}
	}
	if got := rows(t, db); len(got) != 1 || got[0] != "Stop below - recorded" {
		t.Errorf("rows %v", got)
	}
}

func TestAReadOnlyServerLeavesTheSpool(t *testing.T) {
	r := start(t, nil)
	db := filepath.Join(r.folder, ".htmlgraph", "htmlgraph.db")
	r.end(t)
	if err := hookclient.NewSpool(db).Put(agent.Get(agent.Codex), []byte(`{"session_id":"s1"}`), time.Now()); err != nil {
		t.Fatal(err)
	}
	again := startIn(t, r.folder, func(s *config.Serve) { s.ReadOnly = true })
	if _, found := hookclient.ReadAddress(db); found {
		t.Error("hooks find a read-only server")
	}
	again.end(t)
	if files := again.files(t); strings.Contains(files, ".refused") || !strings.Contains(files, ".codex.") {
		t.Errorf("the folder holds %s", files)
	}
}
