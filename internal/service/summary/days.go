package summary

import "maps"

// Days returns how many events each day has. A text that means no time counts under its beginning.
func (v View) Days() map[string]int64 {
	days := maps.Clone(v.settled.days)
	for day, events := range v.tail.days {
		days[day] += events
	}
	return days
}
