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
	PeakTokens      int64
	// CostUSD is the sum of all recorded costs in US dollars, nil where none is recorded.
	CostUSD *float64
	// Hours are the last 24 hours, oldest first.
	Hours   []Hour
	Buckets [summary.BucketCount]int64
	Agents  []summary.Agent
}

// Hour is an hour of the clock with its number of events.
type Hour struct {
	Start  time.Time
	Events int64
}

// Metrics computes the metrics. It reads only the events of the last 24 hours; the rest comes from the running summary.
func (s *Service) Metrics(ctx context.Context) (Metrics, error) {
	now := s.now().UTC()
	metrics := Metrics{Timestamp: now}
	err := s.running.With(ctx, func(v summary.View) {
		metrics.All, metrics.PeakTokens, metrics.Buckets, metrics.Agents = v.All(), v.PeakTokens(), v.Buckets(), v.Agents()
	})
	if err != nil {
		return metrics, err
	}
	first := now.Truncate(time.Hour).Add(-(hoursBack - 1) * time.Hour)
	times, err := s.recent.TimesSince(ctx, model.NewInstant(first))
	if err != nil {
		return metrics, err
	}
	metrics.countTimes(times, first, now)
	if metrics.ActiveSessions, err = s.recent.ActiveSessions(ctx); err != nil {
		return metrics, err
	}
	metrics.CostUSD, err = s.spending.CostUSD(ctx)
	return metrics, err
}

// countTimes counts events by hour, and those of the last minute.
func (m *Metrics) countTimes(times []model.Instant, first, now time.Time) {
	m.Hours = make([]Hour, hoursBack)
	for i := range m.Hours {
		m.Hours[i].Start = first.Add(time.Duration(i) * time.Hour)
	}
	for _, instant := range times {
		at, ok := instant.Time()
		if !ok || at.Before(first) || at.After(now) {
			continue
		}
		if hour := int(at.Sub(first) / time.Hour); hour < hoursBack {
			m.Hours[hour].Events++
		}
		if now.Sub(at) < time.Minute {
			m.EventsPerMinute++
		}
	}
}
