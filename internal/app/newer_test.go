package app_test

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/config"
	"github.com/htmlgraph/htmlgraph/internal/hookclient"
)

// TestADatabaseOfANewerReleaseIsServedForReadingOnly starts the server on a file that has a migration this program does not know.
func TestADatabaseOfANewerReleaseIsServedForReadingOnly(t *testing.T) {
	r := start(t, nil)
	path := filepath.Join(r.folder, ".htmlgraph", "htmlgraph.db")
	r.end(t)
	db := openOther(t, path)
	for _, statement := range []string{"INSERT INTO htmlgraph_migrations (version_id) VALUES (99)", "PRAGMA journal_mode = delete"} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	again := startIn(t, r.folder, func(s *config.Serve) { s.SessionTimeout = 1 })
	if greeting := strings.Join(again.said, "\n"); !strings.Contains(greeting, "(read-only: a newer release of htmlgraph wrote it)") {
		t.Errorf("the greeting does not say why it is read-only:\n%s", greeting)
	}
	if got := strings.TrimSpace(again.get(t, "/api/events")); got != "[]" {
		t.Errorf("events: %s", got)
	}
	if got := again.get(t, "/readyz"); !strings.Contains(got, `"read_only":true`) {
		t.Errorf("readiness: %s", got)
	}
	if got := send(t, http.MethodPost, again.base+"/api/sessions", `{"session_id": "s", "agent": "codex"}`); !strings.HasPrefix(got, "409") || !strings.Contains(got, "The database is opened read-only.") {
		t.Errorf("a session is not refused as by a read-only file: %s", got)
	}
	if _, found := hookclient.ReadAddress(path); found {
		t.Error("hooks find a server that stores nothing")
	}
	again.end(t)
	if after, err := os.ReadFile(path); err != nil || !slices.Equal(before, after) {
		t.Errorf("the file changed, %v", err)
	}
}
