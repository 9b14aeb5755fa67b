package analytics_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/analytics"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

var now = time.Date(2026, 3, 18, 15, 30, 0, 0, time.UTC)

// running is a summary of the given events.
type running []model.SummaryRow

func (r running) With(_ context.Context, use func(summary.View)) error {
	use(summary.NewView(r))
	return nil
}

// pruned holds the number of pruned events by day.
type pruned map[string]int64

func (p pruned) EventsByDay(context.Context) (map[string]int64, error) { return p, nil }

func newService(rows ...model.SummaryRow) *analytics.Service {
	return analytics.New(nil, nil, nil, nil, pruned{}, running(rows), func() time.Time { return now })
}

// at returns one event at each instant.
func at(instants ...model.Instant) []model.SummaryRow {
	rows := make([]model.SummaryRow, len(instants))
	for i, instant := range instants {
		rows[i] = model.SummaryRow{AgentID: "codex", Timestamp: instant}
	}
	return rows
}

func day(text string, events int64) analytics.Day {
	start, _ := time.Parse(time.DateOnly, text)
	return analytics.Day{Start: start, Events: events}
}

func TestHistoryCountsTheEventsOfEachDay(t *testing.T) {
	for name, test := range map[string]struct {
		instants []model.Instant
		want     analytics.History
	}{
		"nothing":                {nil, analytics.History{}},
		"the three forms":        {[]model.Instant{"2026-03-17 23:59:59", "2026-03-17T00:00:00.000001", "2026-03-18T10:00:00.5+00:00"}, analytics.History{Days: []analytics.Day{day("2026-03-17", 2), day("2026-03-18", 1)}, Newest: "2026-03-18T10:00:00.5+00:00"}},
		"days without events":    {[]model.Instant{"2026-03-01 10:00:00", "2026-03-05 10:00:00"}, analytics.History{Days: []analytics.Day{day("2026-03-01", 1), day("2026-03-05", 1)}, Newest: "2026-03-05 10:00:00"}},
		"a year and no more":     {[]model.Instant{"2024-03-04 10:00:00", "2024-03-05 10:00:00", "2025-03-05 10:00:00"}, analytics.History{Days: []analytics.Day{day("2024-03-05", 1), day("2025-03-05", 1)}, Earlier: 1, Newest: "2025-03-05 10:00:00"}},
		"a clock that is ahead":  {[]model.Instant{"2026-03-19 01:00:00"}, analytics.History{Days: []analytics.Day{day("2026-03-19", 1)}, Newest: "2026-03-19 01:00:00"}},
		"no time, or a far one":  {[]model.Instant{"", "yesterday", "2026-13-01 10:00:00"}, analytics.History{Undated: 3}},
		"yet to come beside now": {[]model.Instant{"9999-12-31 00:00:00", "2026-03-18 10:00:00"}, analytics.History{Days: []analytics.Day{day("2026-03-18", 1)}, Undated: 1, Newest: "9999-12-31 00:00:00"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := newService(at(test.instants...)...).History(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("history (-want +got):\n%s", diff)
			}
		})
	}
}

func TestHistoryIncludesPrunedEvents(t *testing.T) {
	service := analytics.New(nil, nil, nil, nil, pruned{"2026-03-01": 40, "2026-03-17": 2}, running(at("2026-03-17 10:00:00")), func() time.Time { return now })
	got, err := service.History(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := analytics.History{Days: []analytics.Day{day("2026-03-01", 40), day("2026-03-17", 3)}, Newest: "2026-03-17 10:00:00"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
}

func TestEventCountsBySession(t *testing.T) {
	service := newService(model.SummaryRow{SessionID: "a"}, model.SummaryRow{SessionID: "a"}, model.SummaryRow{SessionID: "b"})
	got, err := service.EventCounts(t.Context(), []string{"a", "nobody"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]int64{"a": 2, "nobody": 0}, got); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}
