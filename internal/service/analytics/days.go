package analytics

import (
	"context"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// daysBack is how many days a history reaches back from its last one.
const daysBack = 366

// History says when events happened, over all the time that there is, also those that were pruned.
type History struct {
	// Days are those that have events, oldest first, and no older than a year before the last of them.
	Days []Day
	// Earlier counts the events before the first of the days; Undated those whose time is none, or yet to come.
	Earlier, Undated int64
	// Newest is the newest instant that an agent has, "" for none.
	Newest model.Instant
}

// Day is one day in UTC with the number of its events.
type Day struct {
	Start  time.Time
	Events int64
}

// History counts the events of each day, stored and pruned ones.
func (s *Service) History(ctx context.Context) (History, error) {
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
	pruned, err := s.rollups.EventsByDay(ctx)
	if err != nil {
		return history, err
	}
	for day, events := range pruned {
		days[day] += events
	}
	history.count(days, s.now())
	return history, nil
}

// count keeps the days of the last year that has any. Clocks may differ by some hours, but what is dated days ahead would push
// all else out of sight.
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
