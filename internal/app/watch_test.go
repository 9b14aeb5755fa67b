package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/config"
)

// TestAServerThatWatchesReadsWhatAgentsWrite writes a transcript while the server runs.
func TestAServerThatWatchesReadsWhatAgentsWrite(t *testing.T) {
	home := t.TempDir()
	t.Setenv("CLAUDE_CONFIG_DIR", home)
	r := start(t, func(s *config.Serve) { s.Watch = true })
	folder := filepath.Join(home, "projects", "-work-app")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	line := `{"type":"user","uuid":"u1","sessionId":"watched","cwd":"/home/dev/app","timestamp":"2026-03-18T15:29:06.561Z","message":{"role":"user","content":"Watch this"}}` + "\n"
	if err := os.WriteFile(filepath.Join(folder, "watched.jsonl"), []byte(line), 0o600); err != nil {
		t.Fatal(err)
	}
	for !strings.Contains(r.get(t, "/api/events?session_id=watched"), "Watch this") {
		if t.Context().Err() != nil {
			t.Fatal("it is not read")
		}
	}
	r.end(t)
}
