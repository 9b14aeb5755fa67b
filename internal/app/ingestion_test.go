package app_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// send sends a request and returns the status and the body of the response.
func send(t *testing.T, method, url, body string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(response.StatusCode, " ", string(text))
}

// TestPostedEventsAreVisibleAtOnce posts an event and its end. Later reads must contain them although responses were cached, and a
// stream client must receive the event and its change.
func TestPostedEventsAreVisibleAtOnce(t *testing.T) {
	const secret = "PASSWORD=hunter22"
	for _, keep := range []bool{false, true} {
		t.Run(fmt.Sprintf("keep secrets %v", keep), func(t *testing.T) {
			service, err := app.New(t.Context(), app.Options{
				Database: database.Options{Path: filepath.Join(t.TempDir(), "posted.db")}, Logger: slog.New(slog.DiscardHandler), KeepSecrets: keep,
			})
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
			socket := testkit.MustDial(t, server.URL, "/ws/events?cursor=", nil)
			event := `{"event_id": "e", "agent_id": "codex", "event_type": "tool_call", "session_id": "s", "tool_name": "Bash"`
			if before := send(t, http.MethodGet, server.URL+"/api/events", ""); before != "200 []\n" {
				t.Errorf("before: %q", before)
			}
			for _, step := range []struct{ more, outcome, kind string }{
				{`, "status": "started", "input_summary": "` + secret + `"}`, "created", "event"},
				{`, "status": "completed", "output_summary": "done"}`, "updated", "event_update"},
			} {
				if got := send(t, http.MethodPost, server.URL+"/api/events", event+step.more); !strings.Contains(got, step.outcome) {
					t.Fatalf("%s, want %s", got, step.outcome)
				}
				if got := send(t, http.MethodGet, server.URL+"/api/events", ""); !strings.Contains(got, `"event_id":"e"`) || strings.Contains(got, secret) != keep {
					t.Errorf("a read after the answer: %s", got)
				}
				if message := socket.Next(t); message["type"] != step.kind || message["event_id"] != "e" {
					t.Errorf("got %v, want %s", message, step.kind)
				}
			}
			if got := send(t, http.MethodPatch, server.URL+"/api/sessions/s", `{"status": "failed"}`); !strings.Contains(got, "updated") {
				t.Errorf("%s", got)
			}
			if got := send(t, http.MethodGet, server.URL+"/api/sessions/s", ""); !strings.Contains(got, `"status":"failed"`) || !strings.Contains(got, `"agent":"codex"`) {
				t.Errorf("the session: %s", got)
			}
			if got := send(t, http.MethodGet, server.URL+"/metrics", ""); !strings.Contains(got, "htmlgraph_ingest_stored_total 3") {
				t.Errorf("metrics: %s", got)
			}
		})
	}
}
