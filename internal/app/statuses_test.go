package app_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// TestAllViewsCountStatusesAlike stores a prompt without a status and one delegation of each status below it, and asks every view that
// counts successes or errors. An event that runs, was rejected, or has an unknown status is in neither count.
// A rejected one is in no rate either.
func TestAllViewsCountStatusesAlike(t *testing.T) {
	script := "INSERT INTO sessions (session_id, agent_assigned, created_at, status) VALUES ('s', 'codex', '2026-03-18 10:00:00', 'active');" +
		stored("prompt", "UserQuery", "NULL", "NULL")
	for _, status := range []string{
		"recorded", "success", "completed", "error", "failed", "cancelled", "timeout", "started", "running", "in_progress", "pending", "rejected", "skipped",
	} {
		script += stored(status, "Task", "'prompt'", "'"+status+"'")
	}
	script += `UPDATE agent_events SET context = '{"spawner_type": "codex"}' WHERE tool_name = 'Task';`
	path := filepath.Join(t.TempDir(), "statuses.db")
	service, err := app.New(t.Context(), app.Options{Database: database.Options{Path: path}})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(service.Server)
	testkit.Execute(t, service.DB, script)
	for view, want := range map[string][]string{
		"/api/events-grouped-by-prompt":      {`"stats":{"error_count":4,"success_count":4,`},
		"/api/sessions/s":                    {`"error_count":4,`},
		"/api/agents":                        {`"error_count":4,`, `"success_rate":30.77,`},
		"/api/metrics":                       {`"error_rate":30.77`},
		"/api/spawner-statistics":            {`"success_rate":16.7,`, `"successful":2,`, `"total_delegations":13,`},
		"/views/metrics":                     {`data-figure="error_rate" data-of="all" data-value="30.77">30.77 %<`},
		"/views/spawners":                    {`data-value="16.7">16.7 %<`},
		"/api/analytics/performance-metrics": {`"error_count":4,`, `"error_rate":30.77,`, `"success_count":4,`, `"success_rate":30.77,`, `"event_count":13,"max_duration":1,"min_duration":1,"success_count":3,"tool_name":"Task"`},
		"/api/event-traces":                  {`"duration_seconds":1,"model":null,"parent_event_id":"success"`, `"duration_seconds":null,"model":null,"parent_event_id":"failed"`},
		"/views/activity-feed":               {">4 failed<"},
		"/views/orchestration":               {">4 failed<"},
		"/views/agents":                      {`data-figure="errors" data-of="agent:codex" data-value="4">4</td>`, `data-figure="success_rate" data-of="agent:codex" data-value="30.8">30.8 %<`},
	} {
		answer := send(t, http.MethodGet, server.URL+view, "")
		for _, text := range want {
			if !strings.Contains(answer, text) {
				t.Errorf("%s lacks %s: %s", view, text, answer)
			}
		}
	}
	page := send(t, http.MethodGet, server.URL+"/views/session?session_id=s&view=timeline", "")
	for tone, want := range map[string]int{"good": 2, "bad": 4, "waiting": 4} { // recorded is a success without a colour
		if got := strings.Count(page, `height="100%" data-tone="`+tone+`"`); got != want {
			t.Errorf("%d bars of the page of the session are %s, want %d", got, tone, want)
		}
	}
	server.Close()
	if err := service.Close(); err != nil {
		t.Fatal(err)
	}
	expectRolledUpErrors(t, path, 4)
}

// stored is a script that stores an event which took a second.
func stored(id, tool, parent, status string) string {
	return fmt.Sprintf(`INSERT INTO agent_events (event_id, agent_id, event_type, session_id, tool_name, timestamp, parent_event_id, status, execution_duration_seconds)
		VALUES ('%s', 'codex', 'task_delegation', 's', '%s', '2026-03-18 10:00:00', %s, %s, 1);`, id, tool, parent, status)
}

// expectRolledUpErrors deletes all events and counts the errors in the roll-ups that are left of them.
func expectRolledUpErrors(t *testing.T, path string, want int) {
	t.Helper()
	pruneAll(t, path)
	db, err := database.Open(t.Context(), database.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	got, err := database.Value[int64](t.Context(), db, "SELECT sum(errors) FROM daily_rollups")
	if err != nil || got != int64(want) {
		t.Errorf("%d errors in the roll-ups (%v), want %d", got, err, want)
	}
}
