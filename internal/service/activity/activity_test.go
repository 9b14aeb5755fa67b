package activity_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/events"
	"github.com/htmlgraph/htmlgraph/internal/repository/feed"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// noTotals leaves all counting to the repository.
type noTotals struct{}

func (noTotals) CountHours(context.Context, model.EventFilter) (int64, bool, error) {
	return 0, false, nil
}

func (noTotals) Count(context.Context, model.EventFilter) (int64, bool, error) { return 0, false, nil }

// newService returns the service over the scenario of the golden fixtures.
func newService(t *testing.T) *activity.Service {
	t.Helper()
	script, err := os.ReadFile("../../../fixtures/http/scenario.sql")
	if err != nil {
		t.Fatal(err)
	}
	db := testkit.OpenDatabase(t, string(script))
	now := func() time.Time { return time.Date(2026, 3, 18, 15, 30, 0, 0, time.UTC) }
	return activity.New(events.New(db), feed.New(db), noTotals{}, now)
}

// outline writes a turn's nodes as indented ids.
func outline(nodes []*activity.Node) string {
	text := ""
	for _, node := range nodes {
		text += fmt.Sprintf("%*s%s\n%s", 2*node.Depth, "", node.EventID, outline(node.Children))
	}
	return text
}

func TestTurnsNestFourLevelsOldestFirst(t *testing.T) {
	page, err := newService(t).ListTurns(t.Context(), model.Page{Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Turns) != 3 || page.Total != 3 || page.Next != nil {
		t.Fatalf("%d turns of %d, next %v; want 3 of 3 and no next", len(page.Turns), page.Total, page.Next)
	}
	if page.Turns[0].Query.EventID != "evt-11" {
		t.Errorf("first turn is %s, want the newest, evt-11", page.Turns[0].Query.EventID)
	}
	want := "evt-02\nevt-03\n  evt-04\n    evt-05\n      evt-06\n  evt-10\n"
	if diff := cmp.Diff(want, outline(page.Turns[1].Children)); diff != "" {
		t.Errorf("nodes (-want +got):\n%s", diff)
	}
}

func TestTurnStatsSumOverAllNodes(t *testing.T) {
	page, err := newService(t).ListTurns(t.Context(), model.Page{Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	turn := page.Turns[1]
	// evt-03, evt-04 and evt-10 are completed, three more are recorded or success, and evt-06 is an error.
	want := activity.TurnStats{ToolCount: 2, TotalDuration: 15.555, SuccessCount: 6, ErrorCount: 1}
	turn.Stats.TotalDuration = model.Round(turn.Stats.TotalDuration, 6)
	if diff := cmp.Diff(want, turn.Stats); diff != "" {
		t.Errorf("stats (-want +got):\n%s", diff)
	}
	if !turn.HasSpawner {
		t.Error("has no spawner, want one: evt-03 and evt-04 name one")
	}
}

func TestTraceDuration(t *testing.T) {
	page, err := newService(t).ListTraces(t.Context(), "", model.Page{Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Traces) != 3 {
		t.Fatalf("%d traces, want 3", len(page.Traces))
	}
	trace := page.Traces[0]
	// Nothing was recorded, so it lasts from its start to its last child, evt-10.
	if trace.DurationSeconds == nil || *trace.DurationSeconds != 294 {
		t.Errorf("duration = %v, want 294", trace.DurationSeconds)
	}
	if diff := cmp.Diff([]string{"spike-1"}, trace.Spikes); diff != "" {
		t.Errorf("spikes (-want +got):\n%s", diff)
	}
}

func TestCompleteFeedMergesItsSources(t *testing.T) {
	service := newService(t)
	for name, test := range map[string]struct {
		query                    activity.FeedQuery
		events, spikes, handoffs int
	}{
		"all":              {activity.FeedQuery{Limit: 100, Delegations: true, Spikes: true}, 11, 2, 2},
		"no delegations":   {activity.FeedQuery{Limit: 100, Spikes: true}, 10, 2, 0},
		"events alone":     {activity.FeedQuery{Limit: 100}, 10, 0, 0},
		"one session":      {activity.FeedQuery{Limit: 100, SessionID: "sess-c", Delegations: true, Spikes: true}, 2, 2, 1},
		"cut to the limit": {activity.FeedQuery{Limit: 3, Delegations: true, Spikes: true}, 2, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			feed, err := service.CompleteFeed(t.Context(), test.query)
			if err != nil {
				t.Fatal(err)
			}
			got := [3]int{feed.Events, feed.Spikes, feed.Handoffs}
			if want := [3]int{test.events, test.spikes, test.handoffs}; got != want {
				t.Errorf("events, spikes, handoffs = %v, want %v", got, want)
			}
		})
	}
}

func TestExportPagesThroughEverything(t *testing.T) {
	service := newService(t)
	for limit, want := range map[int]int{0: 19, 4: 4, 100: 19} {
		got := 0
		err := service.ExportEvents(t.Context(), model.EventFilter{}, limit, func(events []model.Event) error {
			got += len(events)
			return nil
		})
		if err != nil || got != want {
			t.Errorf("limit %d: %d events, %v; want %d", limit, got, err, want)
		}
	}
}
