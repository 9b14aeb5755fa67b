package presence_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/events"
	"github.com/htmlgraph/htmlgraph/internal/repository/presences"
	"github.com/htmlgraph/htmlgraph/internal/service/presence"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// followed is a service that follows a database in a synctest bubble. It is its own audience, and the writer between the service
// and the table.
type followed struct {
	*presence.Service
	db        *database.DB
	table     *presences.Repository
	stop      func()
	here      atomic.Bool // whether there is a subscriber
	mu        sync.Mutex
	published []presence.Now
	writes    atomic.Int64
	failing   atomic.Bool
	log       strings.Builder
}

func follow(t *testing.T, script string) *followed {
	t.Helper()
	db := testkit.OpenDatabase(t, script)
	f := &followed{db: db, table: presences.New(db)}
	f.here.Store(true)
	f.Service = presence.New(f.table, time.Now)
	follower, err := f.NewFollower(t.Context(), f, f, slog.New(slog.NewTextHandler(&f.log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	group := testkit.Background(t)
	group.Go("presence", func(ctx context.Context) error {
		changes, stop := db.Changes()
		defer stop()
		return follower.Run(ctx, changes)
	})
	f.stop = func() {
		if err := group.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}
	synctest.Wait()
	return f
}

// pass lets time pass until everything waits again.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// Followers returns the number of subscribers.
func (f *followed) Followers() int {
	if f.here.Load() {
		return 1
	}
	return 0
}

// Publish records what is published.
func (f *followed) Publish(now presence.Now) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.published = append(f.published, now)
}

// last returns the number of publications, and the last one.
func (f *followed) last() (int, string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.published) == 0 {
		return 0, ""
	}
	return len(f.published), outline(f.published[len(f.published)-1].Agents)
}

// Write writes, unless it is to fail.
func (f *followed) Write(ctx context.Context, agents []model.Presence, at model.Instant) error {
	f.writes.Add(1)
	if f.failing.Load() {
		return errors.New("no space")
	}
	return f.table.Write(ctx, agents, at)
}

// store runs a script as another process, and passes on the events among it.
func (f *followed) store(t *testing.T, script string) {
	t.Helper()
	live := events.NewLive(f.db)
	last, _, err := live.LastRow(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	testkit.Execute(t, f.db, script)
	events, err := live.Between(t.Context(), model.EventFilter{}, last, 1<<62, 1000)
	if err != nil {
		t.Fatal(err)
	}
	f.Count(events...)
	synctest.Wait()
}

// rows describes the table.
func (f *followed) rows(t *testing.T) string {
	t.Helper()
	all, err := database.Select[string](t.Context(), f.db, `
		SELECT agent_id || ' ' || status || ' ' || as_text(last_activity) || ' ' || total_tools_executed || ' ' || total_cost_tokens
		FROM agent_presence ORDER BY agent_id`)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, "; ")
}

// lists describes what the service returns, in the same way.
func (f *followed) lists(t *testing.T) string {
	t.Helper()
	agents, _, err := f.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return outline(agents)
}

func outline(agents []model.Presence) string {
	var all []string
	for _, a := range agents {
		all = append(all, fmt.Sprintf("%s %s %s %d %d", a.AgentID, a.Status, a.LastActivity, a.TotalToolsExecuted, a.TotalCostTokens))
	}
	return strings.Join(all, "; ")
}

// ago returns a stored timestamp a while ago.
func ago(d time.Duration) string { return time.Now().UTC().Add(-d).Format("2006-01-02 15:04:05") }

func did(id, at string) string {
	return fmt.Sprintf(`INSERT INTO agent_events (event_id, agent_id, event_type, session_id, tool_name, cost_tokens, timestamp)
		VALUES ('%s', 'codex', 'tool_call', 's', 'Read', 10, '%s');`, id, at)
}

func row(status, at string, tools int) string {
	return fmt.Sprintf("INSERT OR REPLACE INTO agent_presence (agent_id, status, last_activity, total_tools_executed, session_id) VALUES ('codex', '%s', '%s', %d, 's');", status, at, tools)
}
