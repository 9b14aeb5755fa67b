package stream_test

import (
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
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

// spawnMany inserts so many rows of a spawner in one commit; the text of each has its number.
func (w *scenario) spawnMany(t *testing.T, n int) {
	t.Helper()
	w.exec(t, `WITH RECURSIVE number(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM number WHERE n < ?)
		INSERT INTO live_events (event_type, event_data, session_id, spawner_type, created_at)
		SELECT 'spawner_phase', json_object('n', n), 's-1', 'gemini', '2026-03-18 15:30:00' FROM number`, n)
}

// expectSpawned reads messages of spawners from one number to another, and returns the last one.
func expectSpawned(t *testing.T, s *testkit.Socket, from, to int) map[string]any {
	t.Helper()
	var message map[string]any
	for n := from; n <= to; n++ {
		message = s.Next(t)
		if data, _ := message["data"].(map[string]any); message["type"] != "spawner_event" || data["n"] != float64(n) {
			t.Fatalf("got %v, want number %d", message, n)
		}
	}
	return message
}

// TestAClientThatMissedManyRowsOfSpawnersGetsAll resumes with more rows than one read takes, is cut off in their midst, and resumes again.
func TestAClientThatMissedManyRowsOfSpawnersGetsAll(t *testing.T) {
	const missed = 10_050
	w := newScenario(t, nil)
	s := w.events(t, "cursor=")
	w.insert(t, 1)
	cursor, _ := expect(t, s, "event evt-00001")["cursor"].(string)
	s.Leave()
	w.spawnMany(t, missed)
	w.until(t, "SELECT count(*) FROM live_events WHERE broadcast_at IS NOT NULL", missed)
	s = w.events(t, "cursor="+cursor)
	cursor, _ = expectSpawned(t, s, 1, 10)["cursor"].(string)
	s.Leave()
	s = w.events(t, "cursor="+cursor)
	expectSpawned(t, s, 11, missed)
	w.insert(t, 1)
	expect(t, s, "event evt-00002")
}

// TestAGapLosesNoRowsOfSpawners resumes after more events than a client can have missed.
func TestAGapLosesNoRowsOfSpawners(t *testing.T) {
	w := newScenario(t, nil)
	s := w.events(t, "cursor=")
	w.insert(t, 1)
	cursor, _ := expect(t, s, "event evt-00001")["cursor"].(string)
	s.Leave()
	w.storeAndWait(t, 3, func() { w.spawnMany(t, 3) })
	w.storeAndWait(t, 1, func() { w.exec(t, "UPDATE agent_events SET event_id = 'evt-other'") })
	s = w.events(t, "cursor="+cursor)
	gap := s.Next(t)
	if gap["type"] != "gap" {
		t.Fatalf("%v", gap)
	}
	expect(t, s, "event evt-other")
	expectSpawned(t, s, 1, 3)
	cursor, _ = gap["cursor"].(string)
	s = w.events(t, "cursor="+cursor)
	expect(t, s, "event evt-other")
	expectSpawned(t, s, 1, 3)
}

// TestManyRowsOfSpawnersInOneCommitAreAllSent to a client of a server that cannot mark them, so that no commit of its own wakes it again.
func TestManyRowsOfSpawnersInOneCommitAreAllSent(t *testing.T) {
	w := newScenario(t, nil)
	w.close()
	w.start(t, func(o *app.Options) { o.Database.ReadOnly = true })
	s := w.events(t, "cursor=")
	w.spawnMany(t, 1200)
	expectSpawned(t, s, 1, 1200)
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
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
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
