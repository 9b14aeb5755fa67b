package timerange_test

import (
	"errors"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/timerange"
)

// now is a Wednesday: in Berlin it is half past one, in New York still Tuesday.
var now = time.Date(2026, 3, 18, 0, 30, 0, 0, time.UTC)

func shown(r timerange.Range) string {
	form := func(at time.Time) string {
		if at.IsZero() {
			return "-"
		}
		return at.Format("2006-01-02T15:04:05Z07:00")
	}
	return form(r.From) + " " + form(r.To)
}

func TestWordsAndDatesMeanTimesOfAZone(t *testing.T) {
	for _, test := range []struct{ text, zone, want string }{
		{"today", "Europe/Berlin", "2026-03-18T00:00:00+01:00 2026-03-19T00:00:00+01:00"},
		{"today", "America/New_York", "2026-03-17T00:00:00-04:00 2026-03-18T00:00:00-04:00"},
		{"Yesterday", "Europe/Berlin", "2026-03-17T00:00:00+01:00 2026-03-18T00:00:00+01:00"},
		{"7d", "Europe/Berlin", "2026-03-12T00:00:00+01:00 2026-03-19T00:00:00+01:00"},
		{"1d", "Asia/Kathmandu", "2026-03-18T00:00:00+05:45 2026-03-19T00:00:00+05:45"},
		{"month", "Europe/Berlin", "2026-03-01T00:00:00+01:00 2026-03-19T00:00:00+01:00"},
		{"all", "Europe/Berlin", "- -"},
		// The clocks went forward on the 29th in Berlin, and by half an hour back on the 5th of April on Lord Howe Island.
		{"2026-03-29", "Europe/Berlin", "2026-03-29T00:00:00+01:00 2026-03-30T00:00:00+02:00"},
		{"2026-04-05", "Australia/Lord_Howe", "2026-04-05T00:00:00+11:00 2026-04-06T00:00:00+10:30"},
		{"2026-02", "Europe/Berlin", "2026-02-01T00:00:00+01:00 2026-03-01T00:00:00+01:00"},
		{"2026-03-18T14:30", "Europe/Berlin", "2026-03-18T14:30:00+01:00 2026-03-18T14:30:00+01:00"},
		{"2026-03-18 14:30:15", "Europe/Berlin", "2026-03-18T14:30:15+01:00 2026-03-18T14:30:15+01:00"},
		{"2026-03-18T14:30:00Z", "Europe/Berlin", "2026-03-18T15:30:00+01:00 2026-03-18T15:30:00+01:00"},
	} {
		got, err := timerange.Parse(test.text, now, model.Zone(test.zone))
		if err != nil || shown(got) != test.want {
			t.Errorf("%s in %s is %s, %v; want %s", test.text, test.zone, shown(got), err, test.want)
		}
	}
}

func TestWhatIsNoTimeIsRefused(t *testing.T) {
	for _, text := range []string{"", "d", "0d", "-3d", "+3d", "99999d", "2026-13-01", "2026-02-30", "tomorrow", "7 d", "2026-11-19T25:00"} {
		if got, err := timerange.Parse(text, now, time.UTC); !errors.Is(err, timerange.ErrUnknown) {
			t.Errorf("%q is %s, %v", text, shown(got), err)
		}
	}
}

func TestARangeHasABeginningAndAnEnd(t *testing.T) {
	for _, test := range []struct{ from, to, want string }{
		{"", "", "- -"},
		{"7d", "", "2026-03-12T00:00:00Z 2026-03-19T00:00:00Z"},
		{"7d", "yesterday", "2026-03-12T00:00:00Z 2026-03-18T00:00:00Z"},
		{"2026-03-01", "", "2026-03-01T00:00:00Z -"},
		{"", "2026-03-01", "- 2026-03-02T00:00:00Z"},
		{"2026-03-01", "2026-03-03", "2026-03-01T00:00:00Z 2026-03-04T00:00:00Z"},
		{"2026-03-01T10:00", "2026-03-01T11:30", "2026-03-01T10:00:00Z 2026-03-01T11:30:00Z"},
	} {
		got, err := timerange.Between(test.from, test.to, now, time.UTC)
		if err != nil || shown(got) != test.want {
			t.Errorf("from %q to %q is %s, %v; want %s", test.from, test.to, shown(got), err, test.want)
		}
	}
	for _, reversed := range [][2]string{{"2026-03-03", "2026-03-01"}, {"2026-03-02", "2026-03-01"}, {"2026-03-01T10:00", "2026-03-01T10:00"}} {
		if _, err := timerange.Between(reversed[0], reversed[1], now, time.UTC); !errors.Is(err, timerange.ErrReversed) {
			t.Errorf("%v: %v", reversed, err)
		}
	}
	for _, wrong := range [][2]string{{"never", ""}, {"", "never"}} {
		if _, err := timerange.Between(wrong[0], wrong[1], now, time.UTC); !errors.Is(err, timerange.ErrUnknown) {
			t.Errorf("%v: %v", wrong, err)
		}
	}
}

func TestTheRangeBeforeHasAsManyDays(t *testing.T) {
	berlin := model.Zone("Europe/Berlin")
	for _, test := range []struct{ from, to, want string }{
		// The week with the change of clocks has 167 hours, and so has not the one before.
		{"2026-03-25", "2026-03-31", "2026-03-18T00:00:00+01:00 2026-03-25T00:00:00+01:00"},
		{"2026-04-01", "2026-04-01", "2026-03-31T00:00:00+02:00 2026-04-01T00:00:00+02:00"},
		{"2026-03-01T10:00", "2026-03-01T11:30", "2026-03-01T08:30:00+01:00 2026-03-01T10:00:00+01:00"},
	} {
		r, err := timerange.Between(test.from, test.to, now, berlin)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := r.Before(); !ok || shown(got) != test.want {
			t.Errorf("before %s to %s is %s; want %s", test.from, test.to, shown(got), test.want)
		}
	}
	if _, ok := (timerange.Range{From: now}).Before(); ok {
		t.Error("a range without an end has none before it")
	}
}

func TestSomethingOverlapsARange(t *testing.T) {
	day, err := timerange.Parse("2026-03-18", now, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	hour := func(h int) time.Time { return day.From.Add(time.Duration(h) * time.Hour) }
	for name, test := range map[string]struct {
		first, last int
		want        bool
	}{
		"over midnight": {-2, 3, true}, "within": {3, 4, true}, "all of it": {-3, 30, true}, "before": {-3, -1, false}, "after": {24, 25, false}, "at its start": {-5, 0, true},
	} {
		if got := day.Overlaps(hour(test.first), hour(test.last)); got != test.want {
			t.Errorf("%s: %t", name, got)
		}
	}
	if !(timerange.Range{}).Overlaps(now, now) || !(timerange.Range{}).Contains(now) || day.Contains(day.To) || !day.Contains(day.From) {
		t.Error("all time holds everything, and a day its beginning but not its end")
	}
}

func TestARangeIsDividedByTheCalendar(t *testing.T) {
	for _, test := range []struct {
		from, to, zone string
		step           timerange.Step
		parts          int
		first, last    string
	}{
		// The day on which clocks go back has 25 hours, that on which they go forward 23. Two o'clock comes twice.
		{"2026-10-25", "2026-10-25", "Europe/Berlin", timerange.ByHour, 25, "2026-10-25T00:00:00+02:00 2026-10-25T01:00:00+02:00", "2026-10-25T23:00:00+01:00 2026-10-26T00:00:00+01:00"},
		{"2026-03-08", "2026-03-08", "America/New_York", timerange.ByHour, 23, "2026-03-08T00:00:00-05:00 2026-03-08T01:00:00-05:00", "2026-03-08T23:00:00-04:00 2026-03-09T00:00:00-04:00"},
		{"2026-03-18", "2026-03-18", "Asia/Kathmandu", timerange.ByHour, 24, "2026-03-18T00:00:00+05:45 2026-03-18T01:00:00+05:45", "2026-03-18T23:00:00+05:45 2026-03-19T00:00:00+05:45"},
		{"2026-03-28", "2026-03-30", "Europe/Berlin", timerange.ByDay, 3, "2026-03-28T00:00:00+01:00 2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00 2026-03-31T00:00:00+02:00"},
		{"2026-03-18", "2026-03-31", "UTC", timerange.ByWeek, 3, "2026-03-18T00:00:00Z 2026-03-23T00:00:00Z", "2026-03-30T00:00:00Z 2026-04-01T00:00:00Z"},
		{"2026-01-31", "2026-03-01", "UTC", timerange.ByMonth, 3, "2026-01-31T00:00:00Z 2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z 2026-03-02T00:00:00Z"},
		{"2020-01-01", "2026-01-01", "UTC", timerange.ByDay, 400, "2024-11-28T00:00:00Z 2024-11-29T00:00:00Z", "2026-01-01T00:00:00Z 2026-01-02T00:00:00Z"},
	} {
		r, err := timerange.Between(test.from, test.to, now, model.Zone(test.zone))
		if err != nil {
			t.Fatal(err)
		}
		parts := r.Split(test.step)
		if len(parts) != test.parts || shown(parts[0]) != test.first || shown(parts[len(parts)-1]) != test.last {
			t.Errorf("%s to %s in %s by %s: %d parts, %s to %s", test.from, test.to, test.zone, test.step, len(parts), shown(parts[0]), shown(parts[len(parts)-1]))
		}
		for i := 1; i < len(parts); i++ {
			if !parts[i].From.Equal(parts[i-1].To) {
				t.Errorf("%s by %s: a part begins at %s, the one before ends at %s", test.from, test.step, parts[i].From, parts[i-1].To)
			}
		}
	}
}

func TestAStepFitsTheRange(t *testing.T) {
	for _, test := range []struct {
		days         int
		wanted, want timerange.Step
	}{
		{1, "", timerange.ByHour}, {2, "", timerange.ByHour}, {7, "", timerange.ByDay}, {92, "", timerange.ByDay}, {365, "", timerange.ByWeek}, {3000, "", timerange.ByMonth},
		{7, timerange.ByHour, timerange.ByHour}, {30, timerange.ByHour, timerange.ByDay}, {600, timerange.ByDay, timerange.ByWeek}, {3600, timerange.ByHour, timerange.ByMonth},
		{1, timerange.ByMonth, timerange.ByMonth},
	} {
		r := timerange.Range{From: now, To: now.AddDate(0, 0, test.days)}
		if got := r.FitStep(test.wanted); got != test.want {
			t.Errorf("%d days by %q are divided by %s, want %s", test.days, test.wanted, got, test.want)
		}
	}
}
