package model_test

import (
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

func TestTheQuarterOfAnInstant(t *testing.T) {
	for instant, want := range map[model.Instant]model.Quarter{
		"2026-01-12 13:52:08":              "2026-01-12 13:45",
		"2026-01-11T05:00:00.199475":       "2026-01-11 05:00",
		"2026-03-18T15:29:59.561929+00:00": "2026-03-18 15:15",
		"2026-03-18T15:30":                 "2026-03-18 15:30",
		"2026-03-18":                       "2026-03-18",
		"":                                 "",
		"1st of May":                       "1st of May",
	} {
		if got := instant.Quarter(); got != want {
			t.Errorf("%q lies in %q, want %q", instant, got, want)
		}
	}
}

func TestTheDayOfAQuarterInATimeZone(t *testing.T) {
	for _, test := range []struct {
		quarter   model.Quarter
		zone, day string
	}{
		{"2026-03-18 23:45", "UTC", "2026-03-18"},
		{"2026-03-18 23:45", "Europe/Berlin", "2026-03-19"},
		{"2026-03-18 00:00", "America/New_York", "2026-03-17"},
		{"2026-03-18 18:15", "Asia/Kathmandu", "2026-03-19"}, // 45 minutes
		{"2026-03-18 18:00", "Asia/Kathmandu", "2026-03-18"},
		{"2026-03-28 23:00", "Europe/Berlin", "2026-03-29"}, // the day before daylight saving begins, and after it
		{"2026-03-29 22:00", "Europe/Berlin", "2026-03-30"},
		{"2026-03-29 21:45", "Europe/Berlin", "2026-03-29"},
		{"2026-10-25 22:45", "Europe/Berlin", "2026-10-25"}, // the day on which it ends has 25 hours
		{"2026-10-25 23:00", "Europe/Berlin", "2026-10-26"},
		{"2026-03-18", "America/New_York", "2026-03-17"},
		{"no time", "America/New_York", "no time"},
	} {
		zone, err := time.LoadLocation(test.zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := test.quarter.DayIn(zone); got != test.day {
			t.Errorf("%s is on %s in %s, want %s", test.quarter, got, test.zone, test.day)
		}
	}
}

func TestAZoneIsKnownByItsName(t *testing.T) {
	for name, want := range map[string]bool{
		"UTC": true, "Europe/Berlin": true, "Asia/Kathmandu": true, "": false, "Local": false, "Mars/Olympus": false, "../etc/passwd": false, "/etc/localtime": false,
	} {
		if got := model.IsZone(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}
