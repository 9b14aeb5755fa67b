package main

import (
	"testing"
	"time"
)

// TestTheDaysOfALoadArePast: prune never deletes the present day, so all days of a load are before it.
func TestTheDaysOfALoadArePast(t *testing.T) {
	begun := time.Date(2026, 3, 18, 23, 59, 59, 0, time.UTC)
	for _, duration := range []time.Duration{shortest, 2 * time.Minute, 20 * time.Minute, 24 * time.Hour} {
		c := newCalendar(begun, duration)
		last := c.at(begun.Add(duration))
		if !last.Before(begun.Truncate(24 * time.Hour)) {
			t.Errorf("%s: the load ends on %s", duration, last)
		}
		if days := int(duration / c.day); days < 5*keptDays && duration > shortest {
			t.Errorf("%s: only %d days", duration, days)
		}
	}
}

func TestPruneKeepsTheLastDaysOfALoad(t *testing.T) {
	begun := time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC)
	c := newCalendar(begun, 20*time.Minute)
	now := begun.Add(10*c.day + c.day/2)
	kept, err := time.Parse(time.DateOnly, c.firstKept(now))
	if err != nil {
		t.Fatal(err)
	}
	if age := c.at(now).Sub(kept); age != keptDays*24*time.Hour+12*time.Hour {
		t.Errorf("on %s the first kept day is %s", c.stamp(now), kept)
	}
	if next := c.firstKept(now.Add(c.day)); next != kept.AddDate(0, 0, 1).Format(time.DateOnly) {
		t.Errorf("a day later it is %s", next)
	}
}
