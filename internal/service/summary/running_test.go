package summary_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/events"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// scenario is a database with a running summary over it.
type scenario struct {
	t       *testing.T
	db      *database.DB
	running *summary.Running
	next    int
}

func newScenario(t *testing.T, count int) *scenario {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{Path: filepath.Join(t.TempDir(), "test.db")})
	if err != nil {
		t.Fatal(err)
	}
	w := &scenario{t: t, db: db}
	w.insert(count)
	t.Cleanup(func() { db.Close() })
	w.running = summary.New(events.NewSummary(db), db.Generation, db.Touch, time.Now, slog.New(slog.DiscardHandler))
	group := testkit.Background(t)
	group.Go("summary", w.running.Run)
	changes, stop := db.Changes()
	t.Cleanup(stop)
	group.Go("summary check", func(ctx context.Context) error { return w.running.Check(ctx, changes) })
	return w
}

func (w *scenario) exec(query string, args ...any) {
	w.t.Helper()
	if _, err := database.Exec(w.t.Context(), w.db, query, args...); err != nil {
		w.t.Fatal(err)
	}
}

// insert stores events of three agents and tools. The tokens of each are its number.
func (w *scenario) insert(events int) {
	w.t.Helper()
	err := w.db.Transaction(w.t.Context(), func(ctx context.Context, tx *database.Tx) error {
		for range events {
			i := w.next
			w.next++
			_, err := database.Exec(ctx, tx, `INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp, tool_name,
				cost_tokens, execution_duration_seconds, status) VALUES (?, ?, 'tool_call', ?, ?, ?, ?, ?, ?)`,
				fmt.Sprint("evt-", i), fmt.Sprint("agent-", i%3), fmt.Sprint("s-", i/100), model.ISO(time.Unix(int64(i), 0)),
				[]string{"Read", "Edit", "UserQuery"}[i%3], i, float64(i%4), []string{"recorded", "error"}[i%2])
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// compare compares the running summary with one that is computed from scratch.
func (w *scenario) compare() {
	w.t.Helper()
	rows, err := events.NewSummary(w.db).Matching(w.t.Context(), "", "")
	if err != nil {
		w.t.Fatal(err)
	}
	want := outline(summary.NewView(rows))
	var got string
	if err := w.running.With(w.t.Context(), func(v summary.View) { got = outline(v) }); err != nil {
		w.t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		w.t.Errorf("summary (-want +got):\n%s", diff)
	}
}

func outline(v summary.View) string {
	text := fmt.Sprintf("%+v %d %v tools:%d s-1:%d\n", v.All(), v.PeakTokens(), v.Buckets(), v.Tool("UserQuery"), v.Session("s-1")) + fmt.Sprintln(v.Days())
	for _, agent := range v.Agents() {
		text += fmt.Sprintf("%+v\n", agent)
	}
	return text
}

func TestTheSummaryCoversAllEventsAtAnySize(t *testing.T) {
	for _, events := range []int{0, 1, 2999, 3001, 7500} {
		t.Run(fmt.Sprint(events), func(t *testing.T) { newScenario(t, events).compare() })
	}
}

func TestTheSummaryFollowsWhatIsStored(t *testing.T) {
	w := newScenario(t, 3500)
	w.compare()
	for _, more := range []int{1, 500, 2500, 1, 6000} {
		w.insert(more)
		w.compare()
	}
}

func TestUpdatesOfRecentEventsAreVisibleAtOnce(t *testing.T) {
	w := newScenario(t, 5000)
	w.compare()
	w.exec("UPDATE agent_events SET status = 'failed', cost_tokens = 999999 WHERE event_id = 'evt-4990'")
	w.compare()
}

func TestRenumberedRowsAreReadAgain(t *testing.T) {
	w := newScenario(t, 5000)
	w.compare()
	w.exec("UPDATE agent_events SET rowid = rowid + 100000")
	w.compare()
}

func TestDeletedOldEventsAreFoundInTheBackground(t *testing.T) {
	w := newScenario(t, 5000)
	w.compare()
	w.exec("DELETE FROM agent_events WHERE event_id = 'evt-7'")
	generation := w.db.Generation()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		var events int64
		if err := w.running.With(t.Context(), func(v summary.View) { events = v.All().Events }); err != nil {
			t.Fatal(err)
		}
		if events == 4999 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d events after a delete, want 4999", events)
		}
	}
	w.compare()
	for deadline := time.Now().Add(time.Minute); w.db.Generation() == generation; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("answers that were made from the wrong summary stay good")
		}
	}
}

func TestCountKnowsTheSimpleFilters(t *testing.T) {
	w := newScenario(t, 300)
	for name, test := range map[string]struct {
		filter model.EventFilter
		count  int64
		known  bool
	}{
		"all":          {model.EventFilter{}, 300, true},
		"session":      {model.EventFilter{SessionID: "s-1"}, 100, true},
		"agent":        {model.EventFilter{AgentID: "agent-2"}, 100, true},
		"type":         {model.EventFilter{EventType: "tool_call"}, 300, true},
		"tool":         {model.EventFilter{ToolName: "UserQuery"}, 100, true},
		"unknown tool": {model.EventFilter{ToolName: "None"}, 0, true},
		"two at once":  {model.EventFilter{ToolName: "Read", AgentID: "agent-2"}, 0, false},
		"status":       {model.EventFilter{Status: "error"}, 0, false},
		"types":        {model.EventFilter{EventTypes: []string{"tool_call"}}, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			count, known, err := w.running.Count(t.Context(), test.filter)
			if err != nil || count != test.count || known != test.known {
				t.Errorf("%d, %v, %v; want %d, %v", count, known, err, test.count, test.known)
			}
		})
	}
}
