package stream_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

const (
	costAlert = `INSERT INTO cost_events (event_id, session_id, timestamp, alert_type, severity) VALUES (?, 's-1', ?, 'breach', ?)`
	costSpent = `INSERT INTO cost_events (event_id, session_id, timestamp, model, cost_usd) VALUES (?, 's-1', ?, 'opus', 1)`
)

// costs opens the cost stream of session s-1, and compares the alerts of the initial state.
func (w *scenario) costs(t *testing.T, query string, alerts ...string) *testkit.Socket {
	t.Helper()
	s := w.dial(t, "streamCostAlerts", "/ws/cost-alerts/s-1?"+query)
	expectAlerts(t, s, alerts...)
	for _, kind := range []string{"cost_breakdown", "cost_trajectory"} {
		if message := s.Next(t); message["type"] != kind {
			t.Fatalf("got %v, want %s", message, kind)
		}
	}
	return s
}

func expectAlerts(t *testing.T, s *testkit.Socket, want ...string) {
	t.Helper()
	message := s.Next(t)
	list, _ := message["alerts"].([]any)
	got := []string{}
	for _, a := range list {
		got = append(got, fmt.Sprint(a.(map[string]any)["alert_id"]))
	}
	if message["type"] != "cost_alerts" || message["count"] != float64(len(want)) || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("got %v, want the alerts %v", message, want)
	}
}

func TestAnAlertIsSentOnceToClientsThatWantItsSeverity(t *testing.T) {
	w := newScenario(t, nil)
	at := model.ISO(time.Now())
	w.exec(t, costAlert, "a1", at, "warning")
	w.exec(t, costAlert, "a2", at, "info")
	usual, all := w.costs(t, "", "a1"), w.costs(t, "min_severity=info", "a1", "a2")
	w.exec(t, costAlert, "a3", at, "info")
	expectAlerts(t, all, "a3")
	w.exec(t, costAlert, "a4", at, "critical")
	expectAlerts(t, all, "a4")
	expectAlerts(t, usual, "a4")
	w.costs(t, "min_severity=critical", "a4")
}

// TestATrajectoryEndsByTimeAlone stores two costs, of which the first is about to leave the time window.
func TestATrajectoryEndsByTimeAlone(t *testing.T) {
	w := newScenario(t, nil)
	s := w.costs(t, "")
	tx, err := w.other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	for i, ago := range []time.Duration{5*time.Minute - 700*time.Millisecond, time.Second} {
		if _, err := tx.Exec(costSpent, i, model.ISO(time.Now().Add(-ago))); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	if message := s.Next(t); message["type"] != "cost_breakdown" || message["total_cost_usd"] != 2.0 {
		t.Fatalf("%v", message)
	}
	for _, available := range []bool{true, false} {
		message := s.Next(t)
		prediction, _ := message["prediction"].(map[string]any)
		if prediction["prediction_available"] != available {
			t.Fatalf("%v, want available: %v", message, available)
		}
	}
}
