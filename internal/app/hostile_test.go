package app_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
)

// hostile are rows that the schema allows but no agent writes.
var hostile = []string{
	`INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp, tool_name) VALUES (NULL, 'z', 'tool_call', 's', '2030-01-01 00:00:00', 'UserQuery')`,
	`INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp, tool_name) VALUES ('evt-' || char(0) || 'b', 'z', 'tool_call', 's', '2029-01-01 00:00:00', 'UserQuery')`,
	`INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp, tool_name) VALUES ('short', 'z', 'tool_call', 's', '0', 'Task')`,
	`INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp, tool_name) VALUES ('word', 'z', 'tool_call', 's', 'now', 'Task')`,
	`INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp, tool_name, execution_duration_seconds, cost_tokens)
		VALUES ('inf', 'z', 'tool_call', 's', '2028-01-01T00:00:00', 'UserQuery', 9e999, 9223372036854775807)`,
	`INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp, tool_name, execution_duration_seconds, cost_tokens, parent_event_id)
		VALUES ('big', 'z', 'task_delegation', 's', '2028-01-01T00:00:01', 'Task', 1.7e308, 9223372036854775807, 'inf')`,
	`INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp, tool_name, execution_duration_seconds, cost_tokens, parent_event_id)
		VALUES ('text', 'z', 'tool_call', 's', '2028-01-01T00:00:02', 'Bash', 'soon', 'many', 'inf')`,
	`INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp, tool_name, input_summary, context, parent_event_id)
		VALUES ('blob', x'ff00', 'tool_call', x'00ff', '2028-01-01T00:00:03', x'c328', x'fffe', x'7b', 'inf')`,
	`INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp, tool_name, parent_event_id) VALUES ('self', 'z', 'tool_call', 's', '2028-01-02', 'Task', 'self')`,
	`INSERT INTO sessions (session_id, agent_assigned, created_at, status) VALUES (NULL, 'z', '2030-01-01', 'active'), ('s', 'z', 'never', 'active')`,
	`INSERT INTO features (id, type, title, status, tags, metadata, created_at) VALUES (NULL, 'spike', 'x', 'todo', '{', '[', '2030-01-01'), ('f', 'bug', x'ff', 'blocked', 7, 8, 9)`,
	`INSERT INTO agent_presence (agent_id, status, last_activity) VALUES (NULL, 'active', 'x'), ('z', 'active', 'x')`,
	`INSERT INTO cost_events (event_id, session_id, timestamp, cost_usd) VALUES ('c', 's', 'x', 9e999)`,
}

func newHostile(t *testing.T) *app.App {
	t.Helper()
	path := filepath.Join(t.TempDir(), "hostile.db")
	err := database.Build(t.Context(), path, func(ctx context.Context, tx *sql.Tx) error {
		for _, statement := range hostile {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	service, err := app.New(t.Context(), app.Options{
		Database: database.Options{Path: path}, Logger: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError})), Now: func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { service.Close() })
	return service
}

func ask(service *app.App, target string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodGet, target, nil)
	request.Host = "localhost"
	recorder := httptest.NewRecorder()
	service.Server.ServeHTTP(recorder, request)
	return recorder
}

func TestHostileRowsBreakNoResponse(t *testing.T) {
	service := newHostile(t)
	for operation, test := range statements {
		for _, id := range []string{"inf", "self", "s", "z", "f"} {
			target := regexp.MustCompile(`{\w+}`).ReplaceAllString(test.target, id)
			if answer := ask(service, target); answer.Code != http.StatusOK && answer.Code != http.StatusNotFound {
				t.Errorf("%s: %s: %d %s", operation, target, answer.Code, answer.Body)
			}
		}
	}
}

// TestAWalkByCursorReachesEveryRow reads page by page through rows with unusual ids and timestamps.
func TestAWalkByCursorReachesEveryRow(t *testing.T) {
	service := newHostile(t)
	next := regexp.MustCompile(`<([^>]*)>; rel="next"`)
	seen := map[string]bool{}
	total := ""
	for target := "/api/events?limit=1"; target != ""; {
		answer := ask(service, target)
		var events []struct {
			EventID string `json:"event_id"`
		}
		if err := json.Unmarshal(answer.Body.Bytes(), &events); err != nil || answer.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", target, answer.Code, answer.Body)
		}
		for _, event := range events {
			if seen[event.EventID] {
				t.Fatalf("%q comes twice", event.EventID)
			}
			seen[event.EventID] = true
		}
		total, target = answer.Header().Get("X-Total-Count"), ""
		if match := next.FindStringSubmatch(answer.Header().Get("Link")); match != nil {
			target = match[1]
		}
	}
	if len(seen) != 8 || total != "8" {
		t.Errorf("saw %d of %s events: %v", len(seen), total, seen)
	}
}
