package stream_test

import (
	"testing"
	"time"
)

// asks stores a call by which an agent asks its user, in a session of its own.
func (w *scenario) asks(t *testing.T, session string) {
	t.Helper()
	w.exec(t, `INSERT INTO agent_events (event_id, agent_id, event_type, session_id, tool_name, timestamp, status) VALUES (?, 'a', 'tool_call', ?, 'AskUserQuestion', ?, 'started')`,
		"ask-"+session, session, time.Now().UTC().Format("2006-01-02T15:04:05.000000"))
}

// TestStatesAreSentToThoseWhoAskForThem: other clients know no such messages.
func TestStatesAreSentToThoseWhoAskForThem(t *testing.T) {
	w := newScenario(t, nil)
	asked, other := w.events(t, "topics=state&event_type=start"), w.events(t, "event_type=start")
	w.asks(t, "s")
	message := asked.Next(t)
	state, _ := message["state"].(map[string]any)
	if message["type"] != "state" || message["session_id"] != "s" || state["name"] != "waiting" || state["why"] != "question" {
		t.Errorf("got %v", message)
	}
	w.exec(t, `INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp) VALUES ('later', 'a', 'start', 's', ?)`,
		time.Now().UTC().Format("2006-01-02T15:04:05.000000"))
	expect(t, other, "event later") // and no state before it
}

func TestServerSentEventsHaveStatesToo(t *testing.T) {
	w := newScenario(t, nil)
	types, ids, leave := w.source(t, "topics=state&event_type=none", "")
	defer leave()
	w.asks(t, "s")
	if kind, id := <-types, <-ids; kind != "state" || id != "" {
		t.Errorf("got %s %q", kind, id)
	}
}
