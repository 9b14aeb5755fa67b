package database

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTranscriptsOfDamagedTextsAreReadAgain: a file of an earlier release, in which the texts of some calls became numbers, forgets how far the
// transcripts of these sessions were read, and of no others.
func TestTranscriptsOfDamagedTextsAreReadAgain(t *testing.T) {
	const rollout = "00000000-0000-4000-8000-00000000000a"
	path := filepath.Join(t.TempDir(), "older.db")
	first, err := migrations.ReadFile("migrations/" + firstVersion)
	if err != nil {
		t.Fatal(err)
	}
	execute(t, path, inEarlierWords(schemaSQL)+string(first)+`
		INSERT INTO sessions (session_id, agent_assigned, created_at) VALUES
			('damaged', 'claude-code', '2026-02-01T10:00:00'), ('sound', 'claude-code', '2026-02-01T10:00:00'), ('pruned', 'claude-code', '2026-01-01T10:00:00'),
			('`+rollout+`', 'codex', '2026-02-01T10:00:00');
		INSERT INTO tool_traces (tool_use_id, trace_id, session_id, tool_name, start_time, tool_output) VALUES
			('a', '', 'damaged', 'Bash', '', '0012345'), ('b', '', 'sound', 'Bash', '', 'a'), ('c', '', 'pruned', 'Bash', '', '1.10'), ('d', '', '`+rollout+`', 'exec', '', '1e3');
		INSERT INTO daily_rollups VALUES ('2026-01-12', '', '', '', '', 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);`)
	kept := []string{"/p/sound.jsonl", "/p/pruned.jsonl", "/p/damaged-not.jsonl"}
	again := []string{"/p/damaged.jsonl", "/p/damaged/subagents/agent-1.jsonl", `C:\p\damaged.jsonl`, "/p/2026/rollout-2026-02-01T10-00-00-" + rollout + ".jsonl.zst"}
	for _, file := range slices.Concat(kept, again) {
		execute(t, path, "INSERT INTO import_states VALUES ('"+file+"', 'x', 5, 1, 2, 4, 3, 'abc', NULL, 0, '')")
	}
	db, err := Open(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	left, err := Select[string](t.Context(), db, "SELECT path FROM import_states ORDER BY path")
	slices.Sort(kept)
	if diff := cmp.Diff(kept, left); diff != "" || err != nil {
		t.Errorf("%s, %v", diff, err)
	}
	if complete, err := isComplete(t.Context(), db.writer); !complete || err != nil {
		t.Errorf("complete: %v, %v", complete, err)
	}
}

// inEarlierWords returns a script with the columns for texts of calls as earlier releases declared them.
func inEarlierWords(script string) string {
	earlier := earlierWords(script)
	if strings.Count(earlier, "JSON") != strings.Count(script, "JSON")+2 {
		panic("the columns are not found")
	}
	return earlier
}
