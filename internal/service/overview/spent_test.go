package overview

import (
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// TestDaysAreThoseOfTheCalendar: where the clocks change, a day has 23 or 25 hours, and in Lord Howe 23.5 or 24.5.
func TestDaysAreThoseOfTheCalendar(t *testing.T) {
	for name, test := range map[string]struct{ now, zone, today, yesterday, byNow, week string }{
		"in UTC":                       {"2026-03-18T15:30:00Z", "UTC", "2026-03-18T00:00:00Z", "2026-03-17T00:00:00Z", "2026-03-17T15:30:00Z", "2026-03-16T00:00:00Z"},
		"on a Sunday":                  {"2026-03-22T15:30:00Z", "UTC", "2026-03-22T00:00:00Z", "2026-03-21T00:00:00Z", "2026-03-21T15:30:00Z", "2026-03-16T00:00:00Z"},
		"on a Monday":                  {"2026-03-16T15:30:00Z", "UTC", "2026-03-16T00:00:00Z", "2026-03-15T00:00:00Z", "2026-03-15T15:30:00Z", "2026-03-16T00:00:00Z"},
		"in Berlin, after midnight":    {"2026-03-17T23:30:00Z", "Europe/Berlin", "2026-03-17T23:00:00Z", "2026-03-16T23:00:00Z", "2026-03-16T23:30:00Z", "2026-03-15T23:00:00Z"},
		"in Kathmandu":                 {"2026-03-18T18:30:00Z", "Asia/Kathmandu", "2026-03-18T18:15:00Z", "2026-03-17T18:15:00Z", "2026-03-17T18:30:00Z", "2026-03-15T18:15:00Z"},
		"the day after 23 hours":       {"2026-03-30T10:00:00Z", "Europe/Berlin", "2026-03-29T22:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T10:00:00Z", "2026-03-29T22:00:00Z"},
		"on a day of 25 hours":         {"2026-11-01T20:00:00Z", "America/New_York", "2026-11-01T04:00:00Z", "2026-10-31T04:00:00Z", "2026-10-31T19:00:00Z", "2026-10-26T04:00:00Z"},
		"in Lord Howe, after a change": {"2026-10-05T01:00:00Z", "Australia/Lord_Howe", "2026-10-04T13:00:00Z", "2026-10-03T13:30:00Z", "2026-10-04T01:00:00Z", "2026-10-04T13:00:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			now, err := time.Parse(time.RFC3339, test.now)
			if err != nil {
				t.Fatal(err)
			}
			local := now.In(model.Zone(test.zone))
			today, yesterday, week := daysAt(local)
			for i, got := range []time.Time{today, yesterday, sameTimeOn(yesterday, local), week} {
				want := []string{test.today, test.yesterday, test.byNow, test.week}[i]
				if got := got.UTC().Format(time.RFC3339); got != want {
					t.Errorf("%s: %s, want %s", []string{"today", "yesterday", "yesterday by now", "the week"}[i], got, want)
				}
			}
		})
	}
}

func TestModelsWithoutAPriceAreListedByTheirRequests(t *testing.T) {
	name := func(text string) *string { return &text }
	got := unpriced([]model.Spent{
		{Model: name("a"), Requests: 2, Unpriced: 2, Total: 10}, {Model: name("priced"), Requests: 5, Total: 9}, {Model: name("b"), Requests: 3, Unpriced: 3, Total: 7},
		{Model: name("a"), Requests: 4, Unpriced: 4, Total: 5}, {Requests: 1, Unpriced: 1, Total: 1},
	})
	want := []Unpriced{{"a", 6, 15}, {"b", 3, 7}, {"", 1, 1}}
	if len(got) != len(want) || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("%v, want %v", got, want)
	}
}
