package spawner_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/events"
	"github.com/htmlgraph/htmlgraph/internal/service/spawner"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

func newService(t *testing.T, script string) *spawner.Service {
	t.Helper()
	return newServiceOn(t, testkit.OpenDatabase(t, script), func() {})
}

// newServiceOn returns a service that calls before each time that it lists events.
func newServiceOn(t *testing.T, db *database.DB, before func()) *spawner.Service {
	t.Helper()
	summaries := events.NewSummary(db)
	running := summary.New(summaries, db.Generation, db.Touch, time.Now, slog.New(slog.DiscardHandler))
	testkit.Background(t).Go("summary", running.Run)
	return spawner.New(lateSpawned{events.NewSpawners(db), before}, lateEvents{events.New(db), before}, summaries, running, time.Now)
}

// lateSpawned and lateEvents do something before they list events.
type lateSpawned struct {
	*events.Spawners
	before func()
}

func (l lateSpawned) List(ctx context.Context, filter model.SpawnedFilter, page model.Page) ([]model.EventDetail, error) {
	l.before()
	return l.Spawners.List(ctx, filter, page)
}

type lateEvents struct {
	*events.Repository
	before func()
}

func (l lateEvents) List(ctx context.Context, filter model.EventFilter, page model.Page) ([]model.Event, error) {
	l.before()
	return l.Repository.List(ctx, filter, page)
}

// TestWhatIsStoredBetweenTheTotalAndTheEventsPushesNoneOut: the last page is not cut to the number that was counted.
func TestWhatIsStoredBetweenTheTotalAndTheEventsPushesNoneOut(t *testing.T) {
	const row = `INSERT INTO agent_events (event_id, agent_id, event_type, session_id, tool_name, subagent_type, timestamp)
		VALUES ('%s', 'lead', 'tool_result', 's', 'TaskOutput', 'codex', '2026-01-10 10:00:%02d');`
	for _, sessionID := range []string{"", "s"} {
		db := testkit.OpenDatabase(t, fmt.Sprintf(row, "kept", 1))
		stored := 10
		service := newServiceOn(t, db, func() {
			stored++
			testkit.Execute(t, db, fmt.Sprintf(row, fmt.Sprint("late-", stored), stored))
		})
		activities, err := service.Activities(t.Context(), "", sessionID, model.Page{Limit: 50})
		if err != nil || len(activities.Events) != 2 || activities.Events[1].EventID != "kept" || activities.Next != nil {
			t.Errorf("in %q: %+v, %v", sessionID, activities, err)
		}
		notifications, err := service.Notifications(t.Context(), model.Page{Limit: 50})
		if err != nil || len(notifications.Notifications) != 3 || notifications.Notifications[2].EventID != "kept" || notifications.Next != nil {
			t.Errorf("%+v, %v", notifications, err)
		}
	}
}

func TestActivitiesArePagedByCursor(t *testing.T) {
	var script strings.Builder
	for i, kind := range []string{"codex", "gemini", "codex", "", "gemini", "codex", "codex"} {
		fmt.Fprintf(&script, `INSERT INTO agent_events (event_id, agent_id, event_type, session_id, subagent_type, timestamp)
			VALUES ('e%d', 'lead', 'tool_call', 's%d', '%s', '2026-01-10 10:00:%02d');`, i, i%2, kind, i/2)
	}
	service := newService(t, script.String())
	for _, test := range []struct{ kind, session, want string }{
		{"", "", "e6 e5|e4 e2|e1 e0"}, {"codex", "", "e6 e5|e2 e0"}, {"gemini", "", "e4 e1"}, {"", "s1", "e5 e1"}, {"codex", "s0", "e6 e2|e0"}, {"copilot", "", ""},
	} {
		var pages []string
		page := model.Page{Limit: 2}
		for more := true; more; more = page.After != nil {
			activities, err := service.Activities(t.Context(), test.kind, test.session, page)
			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, event := range activities.Events {
				ids = append(ids, event.EventID)
			}
			pages = append(pages, strings.Join(ids, " "))
			page.After = activities.Next
		}
		if got := strings.Join(pages, "|"); got != test.want {
			t.Errorf("%q in %q: %s, want %s", test.kind, test.session, got, test.want)
		}
	}
}
