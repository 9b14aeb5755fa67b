package seed

import (
	"slices"
	"time"
)

// Of sessions that are spread over days: how long one lasts, and between which hours it begins (UTC).
const (
	spreadLength = 70 * time.Minute
	firstHour    = 7
	lastHour     = 18
)

// starts returns when each session begins, oldest first, and sets how long one lasts. The last ones begin so that they end at end. Without a number
// of days sessions follow each other at the density of a busy installation.
func (g *generator) starts(sessions, days int, end time.Time) []time.Time {
	starts := make([]time.Time, sessions)
	if days <= 0 {
		g.length = sessionLength
		for k := range starts {
			starts[k] = end.Add(-sessionLength - time.Duration(sessions-1-k)*sessionPause)
		}
		return starts
	}
	g.length = spreadLength
	latest := end.Add(-g.length)
	today := end.UTC().Truncate(24 * time.Hour)
	for k := range starts {
		if k >= sessions-openSessions {
			starts[k] = latest
			continue
		}
		day := today.AddDate(0, 0, -days+1+k*days/sessions)
		for weekend(day) && g.random.IntN(6) > 0 {
			day = day.AddDate(0, 0, -1)
		}
		minutes := g.random.IntN((lastHour - firstHour) * 60)
		starts[k] = day.Add(firstHour*time.Hour + time.Duration(minutes)*time.Minute)
		if starts[k].After(latest) {
			starts[k] = starts[k].AddDate(0, 0, -1)
		}
	}
	slices.SortFunc(starts, time.Time.Compare)
	return starts
}

func weekend(day time.Time) bool {
	return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
}
