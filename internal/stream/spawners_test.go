package stream_test

import (
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/app"
)

const spawn = `INSERT INTO live_events (event_type, event_data, session_id, spawner_type, created_at)
	VALUES ('spawner_phase', '{"phase": "executing"}', 's-1', 'gemini', '2026-03-18 15:30:00')`

func TestSpawnerEventsAreSentMarkedAndDeleted(t *testing.T) {
	now := time.Now()
	w := newScenario(t, nil)
	s := w.events(t, "cursor=")
	w.exec(t, spawn)
	message := s.Next(t)
	data, _ := message["data"].(map[string]any)
	if message["type"] != "spawner_event" || message["spawner_type"] != "gemini" || message["timestamp"] != "2026-03-18 15:30:00" || data["phase"] != "executing" {
		t.Errorf("%v", message)
	}
	w.until(t, "SELECT count(*) FROM live_events WHERE broadcast_at IS NOT NULL", 1)
	w.close()
	w.start(t, func(o *app.Options) { o.Now = func() time.Time { return now.Add(6 * time.Minute) } })
	w.exec(t, spawn)
	w.until(t, "SELECT count(*) FROM live_events", 1)
}

func TestASecondServerServesItsOwnClients(t *testing.T) {
	w := newScenario(t, nil)
	first := w.events(t, "cursor=")
	closeFirst := w.close
	w.start(t, nil)
	defer closeFirst()
	second := w.events(t, "cursor=")
	w.exec(t, spawn)
	for _, s := range []interface {
		Next(testing.TB) map[string]any
	}{first, second} {
		if message := s.Next(t); message["type"] != "spawner_event" {
			t.Errorf("%v", message)
		}
	}
}

// until waits until query returns n.
func (w *scenario) until(t *testing.T, query string, n int) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		var got int
		if err := w.other.QueryRow(query).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got == n {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: %d, want %d", query, got, n)
		}
	}
}
