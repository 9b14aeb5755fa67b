package activity_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/events"
	"github.com/htmlgraph/htmlgraph/internal/repository/feed"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// forms are the forms of a timestamp that databases mix, and texts that mean no time.
var forms = []string{
	"2006-01-02 15:04:05", "2006-01-02T15:04:05.000000", "2006-01-02T15:04:05+00:00", "2006-01-02T15:04:05.999999Z", "2006-01-02 15:04",
	"2006-01-02", "no time", "2006-01-02T15", "2006-01-02 1",
}

// newEvents stores events of three days in all forms, by two agents, tools and types.
func newEvents(t *testing.T, random *rand.Rand) *database.DB {
	t.Helper()
	db := testkit.OpenDatabase(t, "")
	var rows []string
	for n := range 600 {
		at := time.Date(2026, 3, 16, 0, 0, 0, 0, time.UTC).Add(time.Duration(random.IntN(3*24*60)) * time.Minute)
		rows = append(rows, fmt.Sprintf("('e%d', 'agent-%d', '%s', 's-%d', 'tool-%d', '%s')",
			n, random.IntN(2), []string{"tool_call", "error"}[random.IntN(2)], random.IntN(2), random.IntN(2), at.Format(forms[random.IntN(len(forms))])))
	}
	testkit.Execute(t, db, "INSERT INTO agent_events (event_id, agent_id, event_type, session_id, tool_name, timestamp) VALUES "+strings.Join(rows, ", "))
	return db
}

// newRunning returns the running summary of a database.
func newRunning(t *testing.T, db *database.DB) *summary.Running {
	t.Helper()
	running := summary.New(events.NewSummary(db), db.Generation, db.Touch, time.Now, slog.New(slog.DiscardHandler))
	testkit.Background(t).Go("summary", running.Run)
	return running
}

func TestTotalsWithinBoundsAreThoseOfAllEvents(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	db := newEvents(t, random)
	counted := activity.New(events.New(db), feed.New(db), newRunning(t, db), time.Now)
	read := activity.New(events.New(db), feed.New(db), noTotals{}, time.Now)
	filters := []model.EventFilter{{}, {AgentID: "agent-1"}, {EventType: "error"}, {ToolName: "tool-1"}, {SessionID: "s-1"}, {AgentID: "agent-1", ToolName: "tool-0"}}
	bound := func() model.Instant {
		if random.IntN(4) == 0 {
			return ""
		}
		at := time.Date(2026, 3, 16, 0, 0, 0, 0, time.UTC).Add(time.Duration(random.IntN(3*24*4)) * 15 * time.Minute)
		return model.Instant(at.Format(forms[random.IntN(4)]))
	}
	total := func(service *activity.Service, filter model.EventFilter) int64 {
		page, err := service.ListEvents(t.Context(), filter, model.Page{Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		return page.Total
	}
	for range 200 {
		filter := filters[random.IntN(len(filters))]
		filter.Since, filter.Until = bound(), bound()
		if got, want := total(counted, filter), total(read, filter); got != want {
			t.Errorf("%+v: %d; want %d", filter, got, want)
		}
	}
}

// unread fails where all events of a time range are read.
type unread struct {
	*events.Repository
	t *testing.T
}

func (u unread) Count(context.Context, model.EventFilter) (int64, error) {
	u.t.Error("all events were read to be counted")
	return 0, nil
}

func TestTotalsWithinBoundsReadOnlyTheHoursOfTheBounds(t *testing.T) {
	db := newEvents(t, rand.New(rand.NewPCG(1, 2)))
	service := activity.New(unread{events.New(db), t}, feed.New(db), newRunning(t, db), time.Now)
	for _, filter := range []model.EventFilter{{}, {AgentID: "agent-1"}, {EventType: "error"}, {ToolName: "tool-1"}} {
		filter.Since = "2026-03-16T10:30:00"
		if page, err := service.ListEvents(t.Context(), filter, model.Page{Limit: 1}); err != nil || page.Total == 0 {
			t.Errorf("%d, %v", page.Total, err)
		}
	}
}
