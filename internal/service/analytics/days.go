package analytics

import (
	"context"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// daysBack is the number of days of a history.
const daysBack = 366

// History is the number of events by day, including pruned events.
type History struct {
	// Days are the days with events, oldest first. The first is at most a year before the last.
	Days []Day
	// Earlier is the number of events before the first day. Undated is the number of events with an invalid or future timestamp.
	Earlier, Undated int64
	// Newest is the timestamp of the newest event, "" without events.
	Newest model.Instant
}

// Day is a day in UTC with its number of events.
type Day struct {
	Start  time.Time
	Events int64
}

// History counts the stored and pruned events by day.
func (s *Service) History(ctx context.Context) (History, error) {
	pruned, err := s.rollups.EventsByDay(ctx)
	if err != nil {
		return History{}, err
	}
	return s.history(ctx, pruned)
}

// history counts the stored events, and the pruned ones of each day.
func (s *Service) history(ctx context.Context, pruned map[string]int64) (History, error) {
	var history History
	var days map[string]int64
	err := s.running.With(ctx, func(v summary.View) {
		days = v.Days()
		for _, agent := range v.Agents() {
			if _, ok := agent.LastActive.Time(); ok && agent.LastActive.Compare(history.Newest) > 0 {
				history.Newest = agent.LastActive
			}
		}
	})
	if err != nil {
		return history, err
	}
	for day, events := range pruned {
		days[day] += events
	}
	history.count(days, s.now())
	return history, nil
}

// count keeps the last year of days with events. Clocks may differ by some hours, but events dated days in the future would hide
// everything else.
func (h *History) count(days map[string]int64, now time.Time) {
	for text, events := range days {
		start, err := time.Parse(time.DateOnly, text)
		if err != nil || start.After(now.Add(24*time.Hour)) {
			h.Undated += events
			continue
		}
		h.Days = append(h.Days, Day{Start: start, Events: events})
	}
	slices.SortFunc(h.Days, func(a, b Day) int { return a.Start.Compare(b.Start) })
	if len(h.Days) == 0 {
		return
	}
	first := h.Days[len(h.Days)-1].Start.AddDate(0, 0, 1-daysBack)
	for h.Days[0].Start.Before(first) {
		h.Earlier += h.Days[0].Events
		h.Days = h.Days[1:]
	}
}
