package app_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/hookclient"
)

// A payload that a server cannot store waits in the spool until one can. Each fault comes from another program that changes the
// file while the server has it open.
func TestAPayloadThatCannotBeStoredWaits(t *testing.T) {
	const call = `{"session_id":"s1","cwd":"/w","hook_event_name":"PreToolUse","tool_name":"Bash","tool_use_id":"t1","tool_input":{"command":"ls"}}`
	const prompt = `{"session_id":"s1","cwd":"/w","hook_event_name":"UserPromptSubmit","prompt":"Mend it"}`
	for name, test := range map[string]struct{ payload, fault, repair, row string }{
		"a trigger refuses the event, but not its session": {
			call, "CREATE TRIGGER fault BEFORE INSERT ON agent_events BEGIN SELECT RAISE(ABORT, 'fault'); END", "DROP TRIGGER fault",
			"Bash below - started",
		},
		"a newer release renamed a column of its own tables": {
			prompt, "ALTER TABLE ingest_aliases RENAME COLUMN fingerprint TO renamed", "ALTER TABLE ingest_aliases RENAME COLUMN renamed TO fingerprint",
			"UserQuery below - started",
		},
		"a table is gone": {
			prompt, "ALTER TABLE ingest_aliases RENAME TO renamed", "ALTER TABLE renamed RENAME TO ingest_aliases",
			"UserQuery below - started",
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t, nil)
			defer r.end(t)
			path := filepath.Join(r.folder, ".htmlgraph", "htmlgraph.db")
			other := openOther(t, path)
			defer other.Close()
			if _, err := other.Exec(test.fault); err != nil {
				t.Fatal(err)
			}
			deliver := func(payload string) {
				if err := (hookclient.Hook{DB: path, State: r.state()}).Deliver(t.Context(), agent.Get(agent.ClaudeCode), []byte(payload), time.Now()); err != nil {
					t.Fatal(err)
				}
			}
			deliver(test.payload)
			if files := r.files(t); !strings.Contains(files, ".claude-code.") || strings.Contains(files, ".refused") {
				t.Fatalf("the payload does not wait: %s", files)
			}
			if got := rows(t, path); len(got) != 0 {
				t.Errorf("rows %v", got)
			}
			if _, err := other.Exec(test.repair); err != nil {
				t.Fatal(err)
			}
			deliver(`{"session_id":"s2","hook_event_name":"Stop"}`)
			if got := rows(t, path); len(got) != 2 || !slices.Contains(got, test.row) {
				t.Errorf("rows %v, want %q and the stop", got, test.row)
			}
		})
	}
}
