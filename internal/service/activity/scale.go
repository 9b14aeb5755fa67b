package activity

import (
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// longest is the greatest length of a bar in seconds, so that one wrong duration does not squeeze everything else.
const longest = 24 * 60 * 60

// pauses are the lengths in seconds to which longer pauses may be shortened, the longest first.
var pauses = [...]float64{3600, 900, 300, 60, 15, 5, 1}

// scale converts times to positions in a waterfall. Sessions pause for hours between bursts of seconds. At full length, no bar would be
// visible, so long pauses are shortened until all pauses take at most two thirds of the width.
type scale struct {
	first     time.Time
	shortened float64
}

// newScale returns the scale for events that are sorted by time.
func newScale(events []model.Event) scale {
	var s scale
	for _, event := range events {
		if at, ok := event.Timestamp.Time(); ok {
			s.first = at
			break
		}
	}
	var gaps []float64
	busy := 0.0
	s.walk(events, func(_ int, _, _, pause, fresh float64) {
		busy += fresh
		if pause > 0 {
			gaps = append(gaps, pause)
		}
	})
	s.shortened = shortenTo(gaps, busy)
	return s
}

// shortenTo returns the length to which longer pauses are shortened, 0 where no pause is longer.
func shortenTo(gaps []float64, busy float64) float64 {
	limit, cut := 0.0, false
	for _, limit = range pauses {
		sum := 0.0
		cut = false
		for _, gap := range gaps {
			sum += min(gap, limit)
			cut = cut || gap > limit
		}
		if sum <= 2*busy {
			break
		}
	}
	if !cut {
		return 0
	}
	return limit
}

// walk calls visit for each event with its start and length in seconds, the pause before it, and the part of its length that no earlier
// event covers.
func (s scale) walk(events []model.Event, visit func(i int, start, length, pause, fresh float64)) {
	end, last := 0.0, 0.0
	for i, event := range events {
		start, length := last, 0.0
		if at, ok := event.Timestamp.Time(); ok {
			start = max(at.Sub(s.first).Seconds(), last) // an event without a valid time may come in between
		}
		if event.DurationSeconds != nil {
			length = min(max(*event.DurationSeconds, 0), longest)
		}
		visit(i, start, length, max(0, start-end), max(0, start+length-max(start, end)))
		last, end = start, max(end, start+length)
	}
}

// spans returns the events with their positions.
func (s scale) spans(events []model.Event) []Span {
	list := make([]Span, len(events))
	cut, whole := 0.0, 0.0
	s.walk(events, func(i int, start, length, pause, _ float64) {
		list[i].Event = events[i]
		if s.shortened > 0 && pause > s.shortened {
			cut += pause - s.shortened
			list[i].Pause = pause
		}
		list[i].Start, list[i].Length = start-cut, length
		whole = max(whole, start-cut+length)
	})
	if whole == 0 {
		return list
	}
	for i := range list {
		list[i].Start /= whole
		list[i].Length /= whole
	}
	return list
}
