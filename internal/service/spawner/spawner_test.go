package spawner_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/events"
	"github.com/htmlgraph/htmlgraph/internal/service/spawner"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

func newService(t *testing.T, script string) *spawner.Service {
	t.Helper()
	db := testkit.OpenDatabase(t, script)
	summaries := events.NewSummary(db)
	running := summary.New(summaries, db.Generation, db.Touch, time.Now, slog.New(slog.DiscardHandler))
	testkit.Background(t).Go("summary", running.Run)
	return spawner.New(events.NewSpawners(db), events.New(db), summaries, running, time.Now)
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
