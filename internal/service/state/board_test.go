package state_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/states"
	"github.com/htmlgraph/htmlgraph/internal/service/state"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// shared is a database into which other programs write.
type shared struct {
	t       *testing.T
	db      *database.DB
	service *state.Service
	now     time.Time
}

func newShared(t *testing.T) *shared {
	s := &shared{t: t, db: testkit.OpenDatabase(t, ""), now: start}
	s.service = state.New(states.New(s.db), s.db.Generation, func() time.Time { return s.now })
	return s
}

// store executes statements of another program.
func (s *shared) store(statements ...string) {
	s.t.Helper()
	testkit.Execute(s.t, s.db, strings.Join(statements, ";"))
	s.db.Touch()
}

func (s *shared) recent() state.Recent {
	s.t.Helper()
	recent, err := s.service.Recent(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return recent
}

// expect compares the recent sessions, each with its state.
func (s *shared) expect(after string, want ...string) {
	s.t.Helper()
	var got []string
	for _, session := range s.recent().Sessions {
		got = append(got, session.ID+": "+words(session.State))
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		s.t.Errorf("after %s:\n%s\nwant\n%s", after, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func storedSession(id, parent, status string) string {
	return fmt.Sprintf("INSERT INTO sessions (session_id, agent_assigned, parent_session_id, created_at, status) VALUES ('%s', 'worker of %[1]s', nullif('%s', ''), '%s', '%s')",
		id, parent, model.NewInstant(start), status)
}

func storedEvent(id, session, tool, status string, seconds float64) string {
	return fmt.Sprintf("INSERT INTO agent_events (event_id, agent_id, event_type, timestamp, tool_name, input_summary, session_id, status) VALUES ('%s', 'a', 'tool_call', '%s', '%s', 'make', '%s', '%s')",
		id, model.NewInstant(at(seconds)), tool, session, status)
}

func TestWhatOtherProgramsStoreIsSeenAtOnce(t *testing.T) {
	s := newShared(t)
	s.expect("nothing")
	if !s.recent().Empty {
		t.Error("an event was stored")
	}
	s.store(storedSession("s", "", "active"), storedEvent("p", "s", "UserQuery", "started", 0))
	s.now = at(10)
	s.expect("a prompt", "s: working since 0, reported by api")
	s.store(storedEvent("c", "s", "AskUserQuestion", "started", 5))
	s.expect("a question", "s: waiting (question) since 5, reported by api: make")
	s.store("UPDATE agent_events SET status = 'completed' WHERE event_id = 'c'")
	s.expect("a change of a row", "s: working since 0, reported by api")
	s.store(fmt.Sprintf("UPDATE sessions SET status = 'completed', completed_at = '%s' WHERE session_id = 's'", model.NewInstant(at(8))))
	s.expect("a change of the session alone", "s: ended since 8, reported by api")
	s.store("DELETE FROM agent_events", "DELETE FROM sessions")
	s.expect("a deletion")
}

func TestStatesChangeWithTimeAlone(t *testing.T) {
	s := newShared(t)
	s.store(storedSession("s", "", "active"), storedEvent("p", "s", "UserQuery", "started", 0))
	for _, step := range []struct {
		seconds float64
		want    []string
	}{
		{599, []string{"s: working since 0, reported by api"}},
		{601, []string{"s: stale since 0, inferred by clock"}},
		{3601, []string{"s: unclean (silence) since 0, inferred by clock"}},
		{23 * 3600, []string{"s: unclean (silence) since 0, inferred by clock"}},
		{25 * 3600, nil},
	} {
		s.now = at(step.seconds)
		s.expect(fmt.Sprint(step.seconds, " seconds"), step.want...)
	}
}

func TestWhatASessionBelowWaitsForIsShownOfItsRoot(t *testing.T) {
	s := newShared(t)
	s.store(storedSession("root", "", "active"), storedSession("child", "root", "active"), storedSession("deep", "child", "active"),
		storedEvent("p", "root", "UserQuery", "completed", 0), storedEvent("q", "deep", "UserQuery", "started", 1))
	s.now = at(10)
	s.expect("work below", "root: working since 1, reported by api: [worker of deep]")
	s.store(storedEvent("c", "deep", "ExitPlanMode", "started", 5))
	s.expect("a wait below", "root: waiting (plan) since 5, reported by api: [worker of deep] make")
	recent := s.recent()
	if got := recent.Sessions[0]; got.Children != 2 || got.Subagents != 1 {
		t.Errorf("%d sessions below, %d of them active; want 2 and 1", got.Children, got.Subagents)
	}
	s.store(storedSession("a", "b", "active"), storedSession("b", "a", "active"), storedEvent("x", "a", "UserQuery", "started", 1)) // a cycle
	if len(s.recent().Sessions) == 0 {
		t.Error("a cycle of sessions hides all")
	}
}

// TestAnAncestorThatIsLongSilentIsRead: only the session below is recent.
func TestAnAncestorThatIsLongSilentIsRead(t *testing.T) {
	s := newShared(t)
	s.store(storedSession("root", "", "active"), storedEvent("p", "root", "UserQuery", "completed", -3*24*3600), storedSession("child", "root", "active"),
		storedEvent("q", "child", "UserQuery", "started", 0), "UPDATE sessions SET created_at = '2026-03-10 00:00:00' WHERE session_id = 'root'")
	s.now = at(10)
	s.expect("work below", "root: working since 0, reported by api: [worker of child]")
}

// TestATurnWithManyEventsIsJudgedByTheNewest: a session may have any number of events.
func TestATurnWithManyEventsIsJudgedByTheNewest(t *testing.T) {
	s := newShared(t)
	s.store(storedSession("s", "", "active"), storedEvent("p", "s", "UserQuery", "started", 0),
		fmt.Sprintf(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
			INSERT INTO agent_events (event_id, agent_id, event_type, timestamp, tool_name, session_id, status)
			SELECT 'e' || i, 'a', 'tool_call', strftime('%%Y-%%m-%%dT%%H:%%M:%%S', '%s', i || ' seconds'), 'Read', 's', 'completed' FROM n`, start.Format(time.DateTime)),
		storedEvent("c", "s", "Bash", "started", 3001))
	s.now = at(3002)
	s.expect("many calls", "s: working since 0, reported by api: Bash: make")
}
