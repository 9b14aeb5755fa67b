package app_test

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
)

// TestAFullQueueRejectsAndLosesNothing locks the file so that nothing can be stored, posts more than the queue holds, and unlocks
// it. Events beyond the limit must be rejected at once, and exactly the confirmed ones must be stored.
func TestAFullQueueRejectsAndLosesNothing(t *testing.T) {
	const room, posts = 5, 25
	path := filepath.Join(t.TempDir(), "full.db")
	service, err := app.New(t.Context(), app.Options{Database: database.Options{Path: path}, MaxQueued: room, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(service.Server)
	t.Cleanup(func() {
		if err := service.CloseStreams(context.Background()); err != nil {
			t.Error(err)
		}
		server.Close()
		if err := service.Close(); err != nil {
			t.Error(err)
		}
	})
	other, err := sql.Open("sqlite3", "file:"+path+"?_busy_timeout=5000&_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	held, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	answers := make(chan string, posts)
	for n := range posts {
		go func() { answers <- postOne(server.URL, n) }()
	}
	const busy = "429 application/problem+json 1"
	for range posts - room {
		if got := <-answers; got != busy {
			t.Errorf("while nothing can be stored: %q, want %q", got, busy)
		}
	}
	if err := held.Rollback(); err != nil {
		t.Fatal(err)
	}
	for range room {
		if got := <-answers; !strings.HasPrefix(got, "200 ") {
			t.Errorf("once it can: %q", got)
		}
	}
	var stored int
	if err := other.QueryRow("SELECT count(*) FROM agent_events").Scan(&stored); err != nil || stored != room {
		t.Errorf("%d are stored, %v, want %d", stored, err, room)
	}
}

// postOne posts an event and returns the status, the content type and Retry-After of the response.
func postOne(server string, n int) string {
	body := fmt.Sprintf(`{"event_id": "e%d", "agent_id": "codex", "event_type": "tool_call", "session_id": "s"}`, n)
	response, err := http.Post(server+"/api/events", "application/json", strings.NewReader(body))
	if err != nil {
		return err.Error()
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return err.Error()
	}
	return fmt.Sprint(response.StatusCode, " ", response.Header.Get("Content-Type"), " ", response.Header.Get("Retry-After"))
}
