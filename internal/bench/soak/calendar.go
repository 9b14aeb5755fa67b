package main

import "time"

// shortest is the shortest duration of a run.
const shortest = 5 * time.Second

// keptDays are the days of the load that prune keeps, beside the present one.
const keptDays = 4

// calendar is the time of the load: it runs so fast that there are days to prune. All its days are past, because prune keeps today.
type calendar struct {
	begun time.Time
	// first is midnight of the first day, and day is how long a day takes.
	first time.Time
	day   time.Duration
}

// newCalendar returns the calendar of a load that begins now.
func newCalendar(now time.Time, duration time.Duration) calendar {
	day := min(max(duration/40, 500*time.Millisecond), 15*time.Second)
	days := int(duration/day) + 2
	return calendar{begun: now, day: day, first: now.UTC().Truncate(24*time.Hour).AddDate(0, 0, -days-1)}
}

// at returns the time of the load at a time of the machine.
func (c calendar) at(now time.Time) time.Time {
	elapsed := float64(now.Sub(c.begun)) / float64(c.day)
	return c.first.Add(time.Duration(elapsed * float64(24*time.Hour)))
}

// firstKept returns the first day that prune keeps, such as 2026-01-31.
func (c calendar) firstKept(now time.Time) string {
	return c.at(now).AddDate(0, 0, -keptDays).Format(time.DateOnly)
}

// stamp returns the time of the load as programs write it.
func (c calendar) stamp(now time.Time) string { return c.at(now).Format("2006-01-02T15:04:05.000000") }
