package timerange

import (
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Step is how long the parts of a range are.
type Step string

// The steps, from the shortest to the longest.
const (
	ByHour  Step = "hour"
	ByDay   Step = "day"
	ByWeek  Step = "week"
	ByMonth Step = "month"
)

// Steps returns all steps, the shortest first.
func Steps() []Step { return []Step{ByHour, ByDay, ByWeek, ByMonth} }

// maxParts is the largest number of parts of a range.
const maxParts = 400

// The longest ranges that are divided by hour, by day and by week where nobody asks for a step.
const (
	mostHours = 49 * time.Hour
	mostDays  = 93 * 24 * time.Hour
	mostWeeks = 2 * 366 * 24 * time.Hour
)

// FitStep returns the step by which a range with bounds is divided: the wanted one, or the next longer one with which it has no more than 400 parts.
// Without a wanted step, it follows from the length of the range.
func (r Range) FitStep(wanted Step) Step {
	length := r.To.Sub(r.From)
	if wanted == "" {
		switch {
		case length <= mostHours:
			return ByHour
		case length <= mostDays:
			return ByDay
		case length <= mostWeeks:
			return ByWeek
		default:
			return ByMonth
		}
	}
	if wanted == ByHour && length > maxParts*time.Hour {
		wanted = ByDay
	}
	if wanted == ByDay && length > maxParts*24*time.Hour {
		wanted = ByWeek
	}
	if wanted == ByWeek && length > maxParts*7*24*time.Hour {
		wanted = ByMonth
	}
	return wanted
}

// Split divides a range with bounds into parts of a step, in the calendar of its zone: hours begin at full hours, weeks on Monday. The first and
// the last part may be shorter. It returns at most 400 parts, of the end of the range.
func (r Range) Split(step Step) []Range {
	var parts []Range
	for at := r.From; at.Before(r.To); {
		next := nextStart(at, step)
		end := next
		if end.After(r.To) {
			end = r.To
		}
		parts = append(parts, Range{at, end})
		at = next
		if len(parts) > 2*maxParts {
			parts = append([]Range(nil), parts[len(parts)-maxParts:]...)
		}
	}
	return parts[max(0, len(parts)-maxParts):]
}

// nextStart returns the start of the part after the one of a time.
func nextStart(at time.Time, step Step) time.Time {
	switch step {
	case ByHour:
		// An hour of the clock may come twice, and zones are not always a multiple of an hour from UTC: full hours are counted on the clock.
		past := time.Duration(at.Minute())*time.Minute + time.Duration(at.Second())*time.Second + time.Duration(at.Nanosecond())
		return at.Add(time.Hour - past)
	case ByWeek:
		return model.Weekly.Start(at).AddDate(0, 0, 7)
	case ByMonth:
		return model.Monthly.Start(at).AddDate(0, 1, 0)
	default:
		return model.Daily.Start(at).AddDate(0, 0, 1)
	}
}
