package model

import "time"

// Quarter is a quarter of an hour in UTC in the form of a key, such as "2026-03-18 15:45". Where a timestamp has no time of day it is the
// day, and of a text that is not a timestamp it is the beginning. The offset of every time zone is a whole number of quarters, so figures by
// quarter add up to days in any zone.
type Quarter string

const (
	quarterForm   = "2006-01-02 15:04"
	quarterLength = len(quarterForm)
)

// Quarter returns the quarter of an hour in which the instant lies. repository/costs has the same rule in SQL.
func (i Instant) Quarter() Quarter {
	if len(i) < quarterLength {
		return Quarter(i.Day())
	}
	return Quarter(i.Day() + " " + string(i[dayLength+1:dayLength+4]) + startOfQuarter(string(i[dayLength+4:quarterLength])))
}

// startOfQuarter returns the minute in which the quarter of a minute starts.
func startOfQuarter(minute string) string {
	for _, start := range []string{"45", "30", "15"} {
		if minute >= start {
			return start
		}
	}
	return "00"
}

// Start returns when the quarter begins, or false for what is no time.
func (q Quarter) Start() (time.Time, bool) {
	form := quarterForm
	if len(q) == dayLength {
		form = time.DateOnly
	}
	at, err := time.Parse(form, string(q))
	return at, err == nil
}

// Day returns the day in UTC.
func (q Quarter) Day() string { return Instant(q).Day() }

// DayIn returns the day of the calendar of a time zone. What is no time has the day that its text begins with.
func (q Quarter) DayIn(zone *time.Location) string {
	at, ok := q.Start()
	if !ok || zone == time.UTC {
		return q.Day()
	}
	return at.In(zone).Format(time.DateOnly)
}

// HoldStartOf reports whether the start of a quarter lies within the bounds. Figures of a quarter cannot be divided, so each is in exactly
// one of two adjacent ranges.
func (b Bounds) HoldStartOf(q Quarter) bool {
	key := Instant(q).Key()
	if len(q) == dayLength {
		key = string(q) + " 00:00:"
	}
	return (b.Since == "" || key >= b.Since.Key()) && (b.Until == "" || key < b.Until.Key())
}
