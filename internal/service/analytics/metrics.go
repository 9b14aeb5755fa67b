package analytics

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// hoursBack is the number of hours in the metrics.
const hoursBack = 24

// Metrics are the figures of the metrics page.
type Metrics struct {
	Timestamp       time.Time
	EventsPerMinute int64
	ActiveSessions  int64
	All             summary.Group
	// Pruned is the number of pruned events.
	Pruned int64
	// Usage is that of all requests, including pruned ones. PerEvent is the mean number of tokens of an event, also of pruned ones.
	Usage    model.Spent
	PerEvent float64
	// PeakTokens are the most tokens of one event.
	PeakTokens int64
	// Hours are the last 24 hours, oldest first.
	Hours   []Hour
	Buckets [summary.BucketCount]int64
	Agents  []Agent
}

// Hour is an hour of the clock with its number of events.
type Hour struct {
	Start  time.Time
	Events int64
}

// Metrics computes the metrics. It reads only the events of the present hour; the rest comes from the running summary and the usage of
// requests.
func (s *Service) Metrics(ctx context.Context) (Metrics, error) {
	all, err := s.readAll(ctx)
	if err != nil {
		return Metrics{}, err
	}
	return s.metrics(ctx, all)
}

func (s *Service) metrics(ctx context.Context, all snapshot) (Metrics, error) {
	now := s.now().UTC()
	metrics := Metrics{Timestamp: now}
	var hours map[model.Hour]int64
	var agents []summary.Agent
	err := s.running.With(ctx, func(v summary.View) {
		metrics.All, metrics.PeakTokens, metrics.Buckets, agents = v.All(), v.PeakTokens(), v.Buckets(), v.Agents()
		hours = v.Hours()
	})
	if err != nil {
		return metrics, err
	}
	present, minute := now.Truncate(time.Hour), now.Add(-time.Minute)
	times, err := s.recent.TimesSince(ctx, model.NewInstant(earlier(present, minute)))
	if err != nil {
		return metrics, err
	}
	metrics.countHours(hours, present)
	metrics.countTimes(times, minute, now)
	if metrics.ActiveSessions, err = s.recent.ActiveSessions(ctx); err != nil {
		return metrics, err
	}
	own, err := byName(ctx, all.usage, model.CostByAgent)
	metrics.Agents = withUsage(agents, own)
	metrics.Usage, metrics.Pruned = all.usage.Total(), all.prunedEvents()
	metrics.PerEvent = tokensPerEvent(metrics.Usage.Total, metrics.All.Events+metrics.Pruned)
	return metrics, err
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// countHours sets the events of the hours before the present one.
func (m *Metrics) countHours(hours map[model.Hour]int64, present time.Time) {
	m.Hours = make([]Hour, hoursBack)
	for i := range m.Hours {
		start := present.Add(time.Duration(i+1-hoursBack) * time.Hour)
		m.Hours[i] = Hour{Start: start, Events: hours[model.NewInstant(start).Hour()]}
	}
}

// countTimes counts the events of the present hour and of the last minute. Clocks differ, so there may be events of the future; they do
// not count yet.
func (m *Metrics) countTimes(times []model.Instant, minute, now time.Time) {
	present := &m.Hours[hoursBack-1]
	present.Events = 0
	for _, instant := range times {
		at, ok := instant.Time()
		if !ok || at.After(now) {
			continue
		}
		if !at.Before(present.Start) {
			present.Events++
		}
		if at.After(minute) {
			m.EventsPerMinute++
		}
	}
}
