package session_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/costs"
	"github.com/htmlgraph/htmlgraph/internal/repository/sessions"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// newService returns the service on the database of the golden fixtures, extended by script.
func newService(t *testing.T, script string) *session.Service {
	t.Helper()
	scenario, err := os.ReadFile("../../../fixtures/http/scenario.sql")
	if err != nil {
		t.Fatal(err)
	}
	db := testkit.OpenDatabase(t, string(scenario)+script)
	return session.New(sessions.New(db), costs.New(db))
}

// usage writes the models or the agents of a session with their events, errors, tokens and costs.
func usage(list []model.NamedUsage) string {
	var lines []string
	for _, u := range list {
		line := fmt.Sprintf("%q %d %d %d", u.Name, u.Events, u.Errors, u.Spent.Total)
		if u.Spent.Requests > u.Spent.Unpriced {
			line += fmt.Sprintf(" $%.4f", u.Spent.Cost.USD())
		}
		if u.Spent.Unpriced > 0 {
			line += fmt.Sprintf(" %d unknown", u.Spent.Unpriced)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestOverviewBreaksASessionDownByModel(t *testing.T) {
	cost := func(id, model, usd string) string {
		return fmt.Sprintf("INSERT INTO cost_events (event_id, session_id, model, cost_usd) VALUES ('%s', 'sess-b', %s, %s);", id, model, usd)
	}
	for name, test := range map[string]struct{ script, sessionID, want string }{
		"one model":              {"", "sess-a", `"claude-opus-4-1" 8 1 2600 $0.1051`},
		"some events without":    {"", "sess-b", "\"in-house-7b\" 0 0 120 1 unknown\n\"gemini-2.5\" 4 2 0\n\"\" 1 0 0"},
		"costs of another model": {cost("c1", "'mini'", "0.5") + cost("c2", "NULL", "0.25"), "sess-b", "\"in-house-7b\" 0 0 120 1 unknown\n\"gemini-2.5\" 4 2 0\n\"\" 1 0 0 $0.2500\n\"mini\" 0 0 0 $0.5000"},
		"a cost that is none":    {cost("c1", "'gemini-2.5'", "NULL"), "sess-b", "\"in-house-7b\" 0 0 120 1 unknown\n\"gemini-2.5\" 4 2 0 1 unknown\n\"\" 1 0 0"},
		"no requests at all":     {"", "sess-c", "\"gpt-5-codex\" 6 2 1335"},
	} {
		t.Run(name, func(t *testing.T) {
			overview, err := newService(t, test.script).Overview(t.Context(), test.sessionID)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, usage(overview.ByModel)); diff != "" {
				t.Errorf("usage (-want +got):\n%s", diff)
			}
		})
	}
}

// TestOverviewAddsTheCostsOfSessionsBelow has three levels of sessions.
func TestOverviewAddsTheCostsOfSessionsBelow(t *testing.T) {
	overview, err := newService(t, `INSERT INTO sessions (session_id, parent_session_id, agent_assigned) VALUES ('deep', 'sess-b', 'codex');
		INSERT INTO cost_events (event_id, session_id, model, total_tokens, cost_usd) VALUES ('c1', 'deep', 'mini', 40, 0.5);
		INSERT INTO cost_events (event_id, session_id, alert_type, severity) VALUES ('a1', 'sess-a', 'breach', 'critical')`).Overview(t.Context(), "sess-a")
	if err != nil {
		t.Fatal(err)
	}
	if overview.Own.Requests != 2 || overview.Own.Cost != 105_100 || overview.Below.Requests != 2 || overview.Below.Unpriced != 1 || overview.Below.Cost != 500_000 {
		t.Errorf("own %+v, below %+v", overview.Own, overview.Below)
	}
	if len(overview.Alerts) != 1 || overview.Alerts[0].ID != "a1" {
		t.Errorf("%+v", overview.Alerts)
	}
}

// TestASubagentHasItsOwnTokens: the sum of the session includes it.
func TestASubagentHasItsOwnTokens(t *testing.T) {
	overview, err := newService(t, `INSERT INTO cost_events (event_id, session_id, agent_id, subagent_type, model, total_tokens, cost_usd) VALUES
		('c1', 'sess-a', 'Explore', 'Explore', 'mini', 40, 0.5), ('c2', 'sess-a', 'claude-code', 'Explore', 'mini', 2, NULL)`).Overview(t.Context(), "sess-a")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("\"claude-code\" 8 1 2600 $0.1051\n\"Explore\" 0 0 42 $0.5000 1 unknown", usage(overview.ByAgent)); diff != "" || overview.Own.Total != 2642 {
		t.Errorf("%d tokens in all; by agent (-want +got):\n%s", overview.Own.Total, diff)
	}
}

func TestOverviewHasHandoffsOfAnyTypeNewestFirst(t *testing.T) {
	overview, err := newService(t, "").Overview(t.Context(), "sess-c")
	if err != nil {
		t.Fatal(err)
	}
	if len(overview.Handoffs) != 2 || overview.Handoffs[0].HandoffID != "hand-3" || overview.Handoffs[1].HandoffID != "hand-2" {
		t.Errorf("%+v, want hand-3 and hand-2", overview.Handoffs)
	}
}

func TestOverviewFindsSessionsWithEventsOnly(t *testing.T) {
	const event = "INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp) VALUES ('e', 'codex', 'tool_call', 'sess-none', '2026-03-18 15:00:00');"
	overview, err := newService(t, event).Overview(t.Context(), "sess-none")
	if err != nil || overview.EventCount != 1 || overview.CreatedAt != "2026-03-18 15:00:00" {
		t.Errorf("%+v, %v; want a session of one event", overview, err)
	}
}

func TestOverviewOfAnUnknownSessionIsNotFound(t *testing.T) {
	_, err := newService(t, "").Overview(t.Context(), "nobody")
	var known *apperr.Error
	if !errors.As(err, &known) || known.Code != apperr.CodeNotFound {
		t.Errorf("%v, want not found", err)
	}
}
