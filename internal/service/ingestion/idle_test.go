package ingestion_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/merge"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/ingeststore"
	"github.com/htmlgraph/htmlgraph/internal/service/ingestion"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// talk is a database with sessions, and a clock that stands at noon until it is moved.
type talk struct {
	t       *testing.T
	db      *database.DB
	store   *ingeststore.Store
	service *ingestion.Service
	now     time.Time
}

func newTalk(t *testing.T, script string) *talk {
	k := &talk{t: t, db: testkit.OpenDatabase(t, script), now: time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return k.now }
	k.store = ingeststore.New(k.db)
	writer := ingest.NewWriter(merge.NewEngine(k.store, ingest.Unpriced{}, clock), ingest.WriterOptions{Now: clock})
	testkit.Background(t).Go("writer", writer.Run)
	k.service = ingestion.New(writer, k.store, clock)
	return k
}

// report stores an event that happens now.
func (k *talk) report(session, id, tool string) {
	k.t.Helper()
	e := ingest.Event{ID: id, SessionID: session, Type: ingest.TypeToolCall, ToolName: tool, Input: "x", At: model.NewInstant(k.now), Status: ingest.StatusStarted}
	if _, err := k.service.Submit(k.t.Context(), []ingest.Observation{{Event: &e}}); err != nil {
		k.t.Fatal(err)
	}
}

// endIdle ends the sessions without events for an hour, and returns their number.
func (k *talk) endIdle() int {
	k.t.Helper()
	ended, err := k.service.EndIdleSessions(k.t.Context(), k.store, time.Hour)
	if err != nil {
		k.t.Fatal(err)
	}
	return ended
}

// sessions describes the sessions and their running events.
func (k *talk) sessions() string {
	k.t.Helper()
	rows, err := database.Select[string](k.t.Context(), k.db, `
		SELECT session_id || ' ' || status || coalesce(' ' || strftime('%H:%M', as_text(completed_at)), '') ||
			(SELECT coalesce(', ' || group_concat(event_id ORDER BY event_id), '') FROM agent_events e WHERE e.session_id = s.session_id AND e.status = 'started')
		FROM sessions s ORDER BY 1`)
	if err != nil {
		k.t.Fatal(err)
	}
	return strings.Join(rows, "; ")
}

func TestAnIdleSessionEnds(t *testing.T) {
	k := newTalk(t, "INSERT INTO sessions (session_id, agent_assigned, created_at, status) VALUES ('foreign', 'other', '2020-01-01 00:00:00', 'active');")
	expect := func(ended int, sessions string) {
		t.Helper()
		if got := k.endIdle(); got != ended {
			t.Errorf("%d ended, want %d", got, ended)
		}
		if got := k.sessions(); got != "foreign active; "+sessions {
			t.Errorf("got %s, want %s", got, sessions)
		}
	}
	k.report("s", "prompt", model.ToolUserQuery)
	k.now = k.now.Add(10 * time.Minute)
	k.report("s", "call", "Bash")
	k.now = k.now.Add(59 * time.Minute)
	expect(0, "s active, call,prompt")
	k.now = k.now.Add(2 * time.Minute)
	expect(1, "s completed 12:10")
	generation := k.db.Generation()
	expect(0, "s completed 12:10")
	if k.db.Generation() != generation {
		t.Error("looking again wrote something")
	}
	// A known event is reported again by another source.
	k.now = k.now.Add(-61 * time.Minute)
	k.report("s", "call", "Bash")
	expect(0, "s completed 12:10")
	// It continues, and becomes idle again.
	k.now = k.now.Add(5 * time.Hour)
	k.report("s", "late", "Bash")
	expect(0, "s active, call,late,prompt") // the turn goes on, and so may its call
	k.now = k.now.Add(2 * time.Hour)
	expect(1, "s completed 17:10")
}

// TestASessionWhoseCallEndsIsNotIdle has a call that started long ago and has just ended.
func TestASessionWhoseCallEndsIsNotIdle(t *testing.T) {
	k := newTalk(t, "")
	k.report("s", "call", "Bash")
	began := k.now
	k.now = k.now.Add(70 * time.Minute)
	took := k.now.Sub(began).Seconds()
	e := ingest.Event{ID: "call", SessionID: "s", ToolName: "Bash", At: model.NewInstant(k.now), Status: ingest.StatusCompleted, DurationSeconds: &took}
	if _, err := k.service.Submit(t.Context(), []ingest.Observation{{Event: &e}}); err != nil {
		t.Fatal(err)
	}
	k.now = k.now.Add(10 * time.Minute)
	if ended := k.endIdle(); ended != 0 {
		t.Errorf("%d sessions ended: %s", ended, k.sessions())
	}
}

func TestAnEndedSessionContinuesWithItsNextPrompt(t *testing.T) {
	k := newTalk(t, "")
	k.report("s", "prompt", model.ToolUserQuery)
	end := ingest.Session{ID: "s", EndedAt: model.NewInstant(k.now.Add(time.Minute))}
	if _, err := k.service.Session(t.Context(), end); err != nil {
		t.Fatal(err)
	}
	k.now = k.now.Add(2 * time.Minute)
	k.report("s", "stray", "Bash") // a reported end also holds for background work
	if got := k.sessions(); !strings.HasPrefix(got, "s completed 12:01") {
		t.Error(got)
	}
	k.report("s", "next", model.ToolUserQuery)
	if _, err := k.service.Session(t.Context(), end); err != nil { // reported again by another source
		t.Fatal(err)
	}
	if got := k.sessions(); !strings.HasPrefix(got, "s active") {
		t.Error(got)
	}
}

// TestAResumedSessionIsActive resumes a session after its end, and stores the end before and after that.
func TestAResumedSessionIsActive(t *testing.T) {
	k := newTalk(t, "")
	end := func(minutes time.Duration) ingest.Observation {
		return ingest.Observation{Session: &ingest.Session{ID: "s", EndedAt: model.NewInstant(k.now.Add(minutes * time.Minute))}}
	}
	resume := ingest.Observation{Event: &ingest.Event{ID: "r", SessionID: "s", Type: ingest.TypeStart, ToolName: "SessionStart", At: model.NewInstant(k.now.Add(2 * time.Minute))}}
	for _, step := range []struct {
		observed ingest.Observation
		want     string
	}{{end(1), "s completed 12:01"}, {resume, "s active"}, {end(1), "s active"}, {end(3), "s completed 12:03"}, {resume, "s completed 12:03"}} {
		if _, err := k.service.Submit(t.Context(), []ingest.Observation{step.observed}); err != nil {
			t.Fatal(err)
		}
		if got := k.sessions(); got != step.want {
			t.Errorf("%s, want %s", got, step.want)
		}
	}
}

// TestASessionWithANewEventIsNotEnded stores an event of a session between the search for idle sessions and their end.
func TestASessionWithANewEventIsNotEnded(t *testing.T) {
	k := newTalk(t, "")
	k.report("s", "prompt", model.ToolUserQuery)
	silent := ingest.IdleSession{SessionID: "s", LastAt: model.NewInstant(k.now)}
	k.now = k.now.Add(2 * time.Hour)
	k.report("s", "call", "Bash")
	if _, err := k.service.Submit(t.Context(), silent.End()); err != nil {
		t.Fatal(err)
	}
	if got := k.sessions(); !strings.HasPrefix(got, "s active") {
		t.Error(got)
	}
}

func TestManyIdleSessionsEndTogether(t *testing.T) {
	k := newTalk(t, "")
	for n := range 450 {
		k.report(fmt.Sprint("s", n), fmt.Sprint("e", n), "Bash")
	}
	k.now = k.now.Add(2 * time.Hour)
	if got := k.endIdle(); got != 450 {
		t.Errorf("%d ended", got)
	}
	if got := k.endIdle(); got != 0 {
		t.Errorf("%d ended again", got)
	}
}
