package app_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// request returns the telemetry of one request to a model with a cost.
func request(session string, number int, usd float64) string {
	return fmt.Sprintf(`{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"claude-code"}}]},"scopeLogs":[{"logRecords":[
		{"timeUnixNano":"%d","attributes":[{"key":"event.name","value":{"stringValue":"api_request"}},{"key":"session.id","value":{"stringValue":"%s"}},
		{"key":"request_id","value":{"stringValue":"req-%s-%d"}},{"key":"model","value":{"stringValue":"claude-opus-4-1"}},
		{"key":"input_tokens","value":{"intValue":10}},{"key":"output_tokens","value":{"intValue":10}},
		{"key":"cost_usd","value":{"doubleValue":%g}}]}]}]}]}`, time.Now().UnixNano(), session, session, number, usd)
}

// newBudgeted starts a server with budgets on a new file.
func newBudgeted(t *testing.T) (*app.App, string) {
	t.Helper()
	service, err := app.New(t.Context(), app.Options{
		Database: database.Options{Path: filepath.Join(t.TempDir(), "budgets.db")}, Logger: slog.New(slog.NewTextHandler(t.Output(), nil)),
		Budgets: model.Budgets{Session: 5_000_000, Projects: []model.ProjectBudget{{Folder: "/shop", Limit: 20_000_000, Period: model.Daily}}},
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
	return service, server.URL
}

// nextAlert returns the type and the message of the next alert on a socket.
func nextAlert(t *testing.T, s *testkit.Socket) string {
	t.Helper()
	for {
		message := s.Next(t)
		list, _ := message["alerts"].([]any)
		if len(list) > 0 {
			alert := list[0].(map[string]any)
			return fmt.Sprint(alert["alert_type"], " ", alert["severity"], ": ", alert["message"])
		}
	}
}

// TestPostedCostsThatExceedABudgetCauseAnAlert posts costs of a session and of its child session.
func TestPostedCostsThatExceedABudgetCauseAnAlert(t *testing.T) {
	service, base := newBudgeted(t)
	for _, session := range []string{
		`{"session_id": "s", "agent": "claude-code"}`, `{"session_id": "child", "agent": "codex", "parent_session_id": "s"}`,
	} {
		if got := send(t, http.MethodPost, base+"/api/sessions", session); !strings.HasPrefix(got, "20") {
			t.Fatal(got)
		}
	}
	socket := testkit.MustDial(t, base, "/ws/cost-alerts/s", nil)
	for _, step := range []struct {
		session string
		usd     float64
		want    string
	}{
		{"s", 4, "budget_warning warning: Cost at 80 % of budget: $4.00 of $5.00"},
		{"child", 2, "breach critical: Cost at 120 % of budget: $6.00 of $5.00"},
	} {
		if got := send(t, http.MethodPost, base+"/v1/logs", request(step.session, 1, step.usd)); !strings.HasPrefix(got, "200") {
			t.Fatal(got)
		}
		if got := nextAlert(t, socket); got != step.want {
			t.Errorf("got %q, want %q", got, step.want)
		}
	}
	const total = `"cost_usd":6,"input_tokens":20,"output_tokens":20,"requests":2,"thought_tokens":0,"total_tokens":40,"unpriced_requests":0`
	if got := send(t, http.MethodGet, base+"/api/analytics/costs", ""); !strings.Contains(got, total) {
		t.Errorf("alerts count as costs: %s", got)
	}
	if got := send(t, http.MethodGet, base+"/api/analytics/budgets", ""); !strings.Contains(got, `"level":"exceeded","name":"s","period":null`) {
		t.Errorf("%s", got)
	}
	if got := send(t, http.MethodGet, base+"/views/session?session_id=s&view=usage", ""); !strings.Contains(got, "Cost at 120 % of budget") || !strings.Contains(got, "Child sessions") {
		t.Errorf("the page of the session lacks the alert: %s", got)
	}
	if got := send(t, http.MethodGet, base+"/views/cost-notice", ""); !strings.Contains(got, "$6.00 of $5.00") {
		t.Errorf("no notice: %s", got)
	}
	if n := alerts(t, service); n != 2 {
		t.Errorf("%d alerts are stored, want a warning and a breach", n)
	}
}

// alerts returns the number of stored alerts.
func alerts(t *testing.T, service *app.App) int {
	t.Helper()
	n, err := database.Value[int](t.Context(), service.DB, "SELECT count(*) FROM cost_events WHERE alert_type <> ''")
	if err != nil {
		t.Fatal(err)
	}
	return n
}
