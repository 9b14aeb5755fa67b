package spending_test

import (
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/project"
	"github.com/htmlgraph/htmlgraph/internal/repository/costs"
	"github.com/htmlgraph/htmlgraph/internal/service/spending"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// TestAProjectIsOneGroupWhateverItsSpelling: its folder was reported in several spellings, before a prune and since.
func TestAProjectIsOneGroupWhateverItsSpelling(t *testing.T) {
	db := newDatabase(t)
	testkit.Execute(t, db, `
		INSERT INTO sessions (session_id, agent_assigned, metadata) VALUES
			('a', 'x', '{"cwd": "/srv/kiosk"}'), ('b', 'x', '{"cwd": "/srv/kiosk/"}'), ('c', 'x', '{"cwd": "/srv/kiosk/.claude/worktrees/menu"}'),
			('d', 'x', '{"cwd": "d:\\kiosk"}'), ('e', 'x', '{"cwd": "/mnt/d/kiosk"}'), ('f', 'x', '{"cwd": "/srv/moved"}'), ('g', 'x', NULL);
		INSERT INTO cost_events (event_id, timestamp, session_id, model, total_tokens, cost_usd)
			SELECT 'r' || session_id, '2026-03-02 10:00:00', session_id, 'm', 1, 1 FROM sessions;
		INSERT INTO daily_rollups VALUES ('2026-03-01', '/srv//kiosk', 'x', 'm', 'Bash', 0, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1000000);
		INSERT INTO daily_rollups VALUES ('2026-03-01', 'D:/kiosk/', 'x', 'm', 'Bash', 0, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1000000)`)
	rule := project.New([]project.Alias{{Folder: "/srv/moved", Project: "/srv/kiosk"}}, nil)
	running := spending.New(costs.New(db), rule, testkit.Stated{}, db.CountsCostDays)
	for range 2 { // the second time from what is remembered
		usage, err := running.Within(t.Context(), model.Bounds{})
		if err != nil {
			t.Fatal(err)
		}
		parts, err := usage.Divided(t.Context(), model.CostByProject, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		requests := map[string]int64{}
		for _, part := range parts {
			requests[model.Or(part.Group, "none")] += part.Requests
		}
		for name, want := range map[string]int64{"/srv/kiosk": 5, "D:/kiosk": 3, "none": 1} {
			if requests[name] != want || len(requests) != 3 {
				t.Errorf("%d requests of %s, want %d, of %v", requests[name], name, want, requests)
			}
		}
	}
}
