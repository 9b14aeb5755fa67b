package orchestration_test

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/repository/events"
	"github.com/htmlgraph/htmlgraph/internal/service/orchestration"
	"github.com/htmlgraph/htmlgraph/internal/service/spawner"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

func newService(t *testing.T, script string) (*orchestration.Service, *database.DB) {
	t.Helper()
	db := testkit.OpenDatabase(t, script)
	running := summary.New(events.NewSummary(db), db.Generation, db.Touch, time.Now, slog.New(slog.DiscardHandler))
	testkit.Background(t).Go("summary", running.Run)
	return orchestration.New(events.New(db), running, spawner.New(nil, events.New(db), nil, running, time.Now), time.Now), db
}

// event returns a statement that stores an event at a minute.
func event(id, parent string, minute int) string {
	return fmt.Sprintf(`INSERT INTO agent_events (event_id, agent_id, event_type, session_id, tool_name, timestamp, parent_event_id)
		VALUES ('%s', 'lead', 'delegation', 's', 'Task', '2026-01-10 10:%02d:00', nullif('%s', ''));`, id, minute, parent)
}

// outline writes a chain as indented ids.
func outline(chain orchestration.Chain) string {
	var text strings.Builder
	for _, link := range chain.Links {
		fmt.Fprintf(&text, "%s%s ", strings.Repeat(".", link.Depth), link.EventID)
	}
	return strings.TrimSpace(text.String())
}

func TestAChainIsDepthFirstSiblingsNewestFirst(t *testing.T) {
	service, _ := newService(t, event("a", "", 0)+event("b", "a", 1)+event("c", "a", 2)+event("d", "b", 3)+event("x", "", 4))
	for id, want := range map[string]string{"a": "a .c .b ..d", "b": "b .d", "d": "d"} {
		chain, err := service.Chain(t.Context(), id)
		if err != nil || outline(chain) != want {
			t.Errorf("%s: %s (%v), want %s", id, outline(chain), err, want)
		}
	}
}

func TestACycleEndsTheChain(t *testing.T) {
	service, _ := newService(t, event("a", "c", 0)+event("b", "a", 1)+event("c", "b", 2)+event("self", "self", 3))
	for id, want := range map[string]string{"a": "a .b ..c", "b": "b .c ..a", "self": "self"} {
		chain, err := service.Chain(t.Context(), id)
		if err != nil || outline(chain) != want {
			t.Errorf("%s: %s (%v), want %s", id, outline(chain), err, want)
		}
	}
}

func TestAChainIsAtMostTenDeep(t *testing.T) {
	script := event("e0", "", 0)
	for i := 1; i < 15; i++ {
		script += event(fmt.Sprint("e", i), fmt.Sprint("e", i-1), i)
	}
	service, _ := newService(t, script)
	chain, err := service.Chain(t.Context(), "e0")
	if err != nil || chain.Depth != 10 || len(chain.Links) != 11 {
		t.Errorf("depth %d with %d links (%v), want 10 with 11", chain.Depth, len(chain.Links), err)
	}
}

func TestAnUnknownEventHasNoChain(t *testing.T) {
	service, _ := newService(t, "")
	_, err := service.Chain(t.Context(), "nobody")
	var known *apperr.Error
	if !errors.As(err, &known) || known.Code != apperr.CodeNotFound {
		t.Errorf("%v, want not found", err)
	}
}

// TestTheOverviewRemembersTheNewestThousand compares the delegations that the summary remembers with those that a search finds.
func TestTheOverviewRemembersTheNewestThousand(t *testing.T) {
	script := func(from, to int) string {
		return fmt.Sprintf(`WITH RECURSIVE n(i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d)
			INSERT INTO agent_events (event_id, agent_id, event_type, session_id, tool_name, subagent_type, input_summary, timestamp)
			SELECT 'evt-' || i, 'lead', 'tool_call', 's', iif(i %% 3 = 0, 'Task', 'Read'), 'helper-' || i %% 7, 'task ' || i,
				strftime(iif(i %% 2, '%%Y-%%m-%%d %%H:%%M:%%S', '%%Y-%%m-%%dT%%H:%%M:%%S'), '2026-01-10', (i * 7919 %% 90000) || ' seconds') FROM n`, from, to)
	}
	service, db := newService(t, script(1, 7000))
	for _, step := range []string{"", script(7001, 7010), script(7011, 9500)} {
		testkit.Execute(t, db, step)
		remembered, err := service.Overview(t.Context(), "", "")
		if err != nil {
			t.Fatal(err)
		}
		searched, err := service.Overview(t.Context(), "s", "")
		if err != nil {
			t.Fatal(err)
		}
		if remembered.Count != 1000 {
			t.Errorf("%d delegations, want 1000", remembered.Count)
		}
		if diff := cmp.Diff(searched.Chains, remembered.Chains); diff != "" {
			t.Errorf("the overview (-searched +remembered):\n%s", diff)
		}
	}
}
