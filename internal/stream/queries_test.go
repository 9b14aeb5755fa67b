package stream_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

const item = `INSERT INTO features (id, type, title, status, created_at) VALUES (?, 'bug', 'a title', ?, '2026-03-18 10:00:00')`

func TestAQueryIsSentWhenItsRowsDiffer(t *testing.T) {
	w := newScenario(t, nil)
	s := w.dial(t, "streamQuery", "/ws/query/blocked_features")
	if state := s.Next(t); state["type"] != "query_state" || state["row_count"] != 0.0 {
		t.Fatalf("%v", state)
	}
	w.insert(t, 1) // does not change the rows
	w.exec(t, item, "f-1", "todo")
	w.exec(t, item, "f-2", "blocked")
	if update := s.Next(t); update["type"] != "query_update" || update["row_count"] != 1.0 {
		t.Errorf("%v", update)
	}
	w.exec(t, "UPDATE features SET title = 'another' WHERE id = 'f-2'")
	if update := s.Next(t); !strings.Contains(fmt.Sprint(update["rows"]), "another") {
		t.Errorf("%v", update)
	}
}

func TestAnUnknownQueryIsClosed(t *testing.T) {
	w := newScenario(t, nil)
	for _, path := range []string{"/ws/query/nobody", "/api/ws/query/nobody"} {
		if code, _ := w.dial(t, "streamQuery", path).Closed(t); code != 1008 {
			t.Errorf("%s: closed with %d, want 1008", path, code)
		}
	}
}

func TestSubscribersOfAQueryAreCounted(t *testing.T) {
	w := newScenario(t, nil)
	one, two := w.dial(t, "streamQuery", "/ws/query/cost_trends"), w.dial(t, "streamQuery", "/ws/query/cost_trends")
	one.Next(t)
	two.Next(t)
	if _, list := w.send(t, http.MethodGet, "/api/queries", ""); strings.Count(list, `"subscribers":2`) != 1 || strings.Count(list, `"subscribers":0`) != 5 {
		t.Errorf("%s", list)
	}
}

func TestInvalidatingAQueryRunsIt(t *testing.T) {
	w := newScenario(t, nil)
	if status, body := w.send(t, http.MethodPost, "/api/query/cost_trends/invalidate", ""); status != http.StatusOK {
		t.Errorf("status %d: %s", status, body)
	}
	if _, list := w.send(t, http.MethodGet, "/api/queries", ""); strings.Count(list, `"last_execution":null`) != 5 {
		t.Errorf("%s", list)
	}
}

// TestPresenceFollowsEvents lets an agent appear and become idle.
func TestPresenceFollowsEvents(t *testing.T) {
	w := newScenario(t, nil)
	s := w.dial(t, "streamPresence", "/ws/presence")
	if state := s.Next(t); state["type"] != "presence_state" || len(state["agents"].([]any)) != 0 {
		t.Fatalf("%v", state)
	}
	nearlyIdle := time.Now().Add(-5*time.Minute + 700*time.Millisecond).UTC().Format("2006-01-02T15:04:05.000000")
	w.exec(t, `INSERT INTO agent_events (event_id, agent_id, event_type, session_id, tool_name, timestamp) VALUES ('e', 'codex', 'tool_call', 's', 'Read', ?)`, nearlyIdle)
	for _, status := range []string{"active", "idle"} {
		update := s.Next(t)
		agents, _ := update["agents"].([]any)
		if update["type"] != "presence_update" || len(agents) != 1 || agents[0].(map[string]any)["status"] != status {
			t.Fatalf("%v, want codex %s", update, status)
		}
	}
}

func TestABroadcastReachesAllClientsAndReturnsTheirNumber(t *testing.T) {
	w := newScenario(t, nil)
	w.exec(t, item, "f-1", "in-progress")
	var followers []*testkit.Socket
	for range 3 {
		s := w.dial(t, "streamBroadcasts", "/ws/broadcasts")
		s.Send(t, "subscribe")
		if hello := s.Next(t); hello["type"] != "subscribed" || hello["client_id"] == "" {
			t.Fatalf("%v", hello)
		}
		followers = append(followers, s)
	}
	status, body := w.send(t, http.MethodPost, "/api/broadcast/features/f-1/status", `{"new_status": "done"}`, "X-Agent-ID", "codex", "X-Session-ID", "s-1")
	if status != http.StatusOK || !strings.Contains(body, `"clients_notified":3`) || !strings.Contains(body, `"old_status":"in_progress"`) {
		t.Errorf("status %d: %s", status, body)
	}
	for _, s := range followers {
		if message := s.Next(t); message["resource_id"] != "f-1" || message["agent_id"] != "codex" || message["session_id"] != "s-1" {
			t.Errorf("%v", message)
		}
	}
}
