package erasure_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/repository/forgotten"
	"github.com/htmlgraph/htmlgraph/internal/service/erasure"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// clock does not wait. It counts the rests, and ends the run at one of them.
type clock struct{ rests, last int }

var errEnded = errors.New("ended")

func (*clock) Now() time.Time { return time.Date(2026, 3, 18, 15, 30, 0, 0, time.UTC) }

func (c *clock) Sleep(context.Context, time.Duration) error {
	if c.rests++; c.rests == c.last {
		return errEnded
	}
	return nil
}

// spool keeps whose payloads it was to remove.
type spool struct{ removed []string }

func (s *spool) RemoveSessions(_ context.Context, sessionIDs []string) (int64, error) {
	s.removed = append(s.removed, sessionIDs...)
	return int64(len(sessionIDs)), nil
}

// newSession returns a database with a session of many events and the session of its subagent.
func newSession(t *testing.T, events int) *database.DB {
	t.Helper()
	var script strings.Builder
	script.WriteString("INSERT INTO sessions (session_id, agent_assigned, parent_session_id) VALUES ('s', 'codex', NULL), ('below', 'codex', 's');\n")
	for n := range events {
		fmt.Fprintf(&script, "INSERT INTO agent_events (event_id, agent_id, event_type, session_id) VALUES ('e%d', 'codex', 'tool_call', 's');\n", n)
	}
	return testkit.OpenDatabase(t, script.String())
}

func none(int64) {}

func TestADeletionThatWasInterruptedCanBeRunAgain(t *testing.T) {
	db := newSession(t, 2500)
	waiting := &spool{}
	interrupted := erasure.New(forgotten.New(db), db, waiting, &clock{last: 2})
	plan, err := interrupted.Plan(t.Context(), "s")
	if err != nil || len(plan.Sessions) != 2 || plan.Rows() != 2502 {
		t.Fatalf("%+v, %v", plan, err)
	}
	if _, err := interrupted.Forget(t.Context(), plan, erasure.Options{Progress: none}); !errors.Is(err, errEnded) {
		t.Fatal(err)
	}
	if known, err := forgotten.New(db).Forgotten(t.Context(), plan.Sessions); err != nil || len(known) != 2 {
		t.Errorf("others may still add to %v: %v", known, err)
	}
	service := erasure.New(forgotten.New(db), db, waiting, &clock{})
	if plan, err = service.Plan(t.Context(), "s"); err != nil || plan.Rows() != 502 {
		t.Fatalf("%+v, %v", plan, err)
	}
	progress := int64(0)
	report, err := service.Forget(t.Context(), plan, erasure.Options{Vacuum: true, Progress: func(rows int64) { progress = rows }})
	if err != nil || progress != 502 || report.Payloads != 2 {
		t.Errorf("%+v, progress %d, %v", report, progress, err)
	}
	if plan, err = service.Plan(t.Context(), "s"); err != nil || len(plan.Sessions) != 0 {
		t.Errorf("it is stored still: %+v, %v", plan, err)
	}
}

func TestAnUnknownSessionHasNoPlan(t *testing.T) {
	db := newSession(t, 1)
	plan, err := erasure.New(forgotten.New(db), db, &spool{}, &clock{}).Plan(t.Context(), "other")
	if err != nil || len(plan.Sessions) != 0 || plan.Rows() != 0 {
		t.Errorf("%+v, %v", plan, err)
	}
}
