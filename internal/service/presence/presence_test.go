package presence_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/repository/presences"
	"github.com/htmlgraph/htmlgraph/internal/service/presence"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

var now = time.Date(2026, 3, 18, 15, 30, 0, 0, time.UTC)

func newService(t *testing.T, script string) *presence.Service {
	t.Helper()
	return presence.New(presences.New(testkit.OpenDatabase(t, script)), func() time.Time { return now })
}

// at returns a time a number of minutes ago.
func at(minutes int) string {
	return now.Add(-time.Duration(minutes) * time.Minute).Format("2006-01-02 15:04:05")
}

func stored(status string, minutes int) string {
	return fmt.Sprintf("INSERT INTO agent_presence (agent_id, status, last_activity, total_tools_executed, session_id) VALUES ('codex', '%s', '%s', 7, 's');", status, at(minutes))
}

func ended(minutes int) string {
	return fmt.Sprintf("INSERT INTO sessions (session_id, agent_assigned, status, created_at, completed_at) VALUES ('s', 'codex', 'completed', '%s', '%s');", at(500), at(minutes))
}

func event(minutes int) string {
	return fmt.Sprintf(`INSERT INTO agent_events (event_id, agent_id, event_type, session_id, tool_name, cost_tokens, timestamp)
		VALUES ('evt-%d', 'codex', 'tool_call', 's', 'Read', 10, '%s');`, minutes, at(minutes))
}

func TestStatusFollowsWhatTheAgentDid(t *testing.T) {
	for name, test := range map[string]struct{ script, status string }{
		"a minute ago":                      {stored("active", 1), "active"},
		"five minutes ago":                  {stored("active", 5), "idle"},
		"yesterday, stored as active":       {stored("active", 1500), "idle"},
		"just now, stored as idle":          {stored("idle", 1), "active"},
		"stored as offline":                 {stored("offline", 1), "offline"},
		"its session ended after it":        {stored("active", 3) + ended(2), "offline"},
		"its session ended before it":       {stored("active", 3) + ended(4), "active"},
		"stored as offline, but seen since": {stored("offline", 60) + event(1), "active"},
		"known by an event alone":           {event(2), "active"},
		"known by an old event alone":       {event(30), "idle"},
	} {
		t.Run(name, func(t *testing.T) {
			agent, err := newService(t, test.script).Get(t.Context(), "codex")
			if err != nil || agent.Status != test.status {
				t.Errorf("%q (%v), want %q", agent.Status, err, test.status)
			}
		})
	}
}

func TestNewerEventsAreCountedInAddition(t *testing.T) {
	agent, err := newService(t, stored("active", 10)+event(12)+event(3)+event(1)).Get(t.Context(), "codex")
	if err != nil {
		t.Fatal(err)
	}
	if agent.TotalToolsExecuted != 9 || agent.TotalCostTokens != 20 || string(agent.LastActivity) != at(1) {
		t.Errorf("%+v, want two tools more than the seven that are stored", agent)
	}
}

func TestAnUnknownAgentIsNotFound(t *testing.T) {
	_, err := newService(t, "").Get(t.Context(), "nobody")
	var known *apperr.Error
	if !errors.As(err, &known) || known.Code != apperr.CodeNotFound || known.Public != "Agent not found" {
		t.Errorf("%v", err)
	}
}
